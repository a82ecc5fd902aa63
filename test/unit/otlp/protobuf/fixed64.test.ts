import fc from 'fast-check';
import { expect, it } from 'vitest';
import { setCount, setTime } from '../../../../src/otlp/protobuf/fixed64.ts';
import { nanosOf } from './expected-request.ts';

function bigOf(set: (view: DataView, at: number, value: number) => void, value: number): bigint {
  const view = new DataView(new ArrayBuffer(17));
  for (let at = 0; at < view.byteLength; at++) view.setUint8(at, 0xff);
  set(view, 1, value);
  expect(view.getUint8(0)).toBe(0xff);
  return view.getBigUint64(1, true);
}

const END_OF_TIMES = Date.UTC(2116, 0);

it.each([
  0,
  0.001,
  1,
  999.9999999,
  1000,
  4_294_967.296,
  1_700_000_000_000,
  1_700_000_000_000 + 1 / 4096,
  1_700_000_001_000 - 1 / 4096,
  2 ** 41,
  END_OF_TIMES,
])('%d ms after the epoch are as many nanoseconds', (milliseconds) => {
  expect(bigOf(setTime, milliseconds)).toBe(nanosOf(milliseconds));
});

it('any time from 1970 to 2116 is exact', () => {
  const times = fc.double({ min: 0, max: END_OF_TIMES, noNaN: true });
  // As clocks tell times: to the 4096th part of a millisecond, which a double of today has.
  const told = times.map((time) => Math.round(time * 4096) / 4096);
  fc.assert(
    fc.property(told, (milliseconds) => {
      expect(bigOf(setTime, milliseconds)).toBe(nanosOf(milliseconds));
    }),
    { numRuns: 1000 },
  );
});

it('any count up to 2^53 is exact', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (count) => {
      expect(bigOf(setCount, count)).toBe(BigInt(count));
    }),
    { numRuns: 1000, examples: [[2 ** 32 - 1], [2 ** 32], [2 ** 32 + 1], [2 ** 53 - 1]] },
  );
});
