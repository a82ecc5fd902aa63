import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine, shiftOf } from '../../../src/server/crc32.ts';

describe('the checksum of two parts', () => {
  it('is that of the whole', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, other) => {
        const whole = crc32(Buffer.concat([one, other]));
        expect(combine(crc32(one), crc32(other), shiftOf(other.length))).toBe(whole);
      }),
    );
  });

  it.each([0, 1, 2, 255, 65_535, 65_536, 10_000_001])(
    'is so for a second part of %d bytes',
    (n) => {
      const other = Buffer.alloc(n, 'lorem ipsum');
      const whole = crc32(other, crc32('first'));
      expect(combine(crc32('first'), crc32(other), shiftOf(n))).toBe(whole);
    },
  );
});
