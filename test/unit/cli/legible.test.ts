import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { legible } from '../../../src/cli/legible.ts';

describe('legible', () => {
  it.each([
    ['an escape sequence', '\u001b[2Jgone', String.raw`\x1b[2Jgone`],
    ['a C1 control', '\u009b31mred', String.raw`\x9b31mred`],
    ['line ends and tabs', 'a\r\nb\tc', String.raw`a\r\nb\tc`],
    ['a terminal title', '\u001b]0;owned\u0007', String.raw`\x1b]0;owned\x07`],
    ['a turn of direction', 'user\u202egnp.exe', String.raw`user\u202egnp.exe`],
    ['what nobody sees', 'pass\u200bword', String.raw`pass\u200bword`],
    ['a line separator', 'a\u2028b', String.raw`a\u2028b`],
    ['a lone surrogate', 'a\ud800b', String.raw`a\ud800b`],
  ])('writes %s as text', (_, text, expected) => {
    expect(legible(text)).toBe(expected);
  });

  it.each(['/orders/:id', '주문 접수', 'a "quoted" \\ text', 'é = é', '😀'])('keeps %s', (text) => {
    expect(legible(text)).toBe(text);
  });

  test('nothing is left that a terminal obeys', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(legible(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u);
      }),
    );
  });
});
