import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_SCALE, ZERO_THRESHOLD } from '../../../src/store/exponential.ts';
import { exponentialIndex } from '../../../src/store/exponential-index.ts';

const indexOf = exponentialIndex();
const PER_OCTAVE = 256;

/** Every double that has an exponential bucket. */
const amounts = fc.double({
  min: ZERO_THRESHOLD,
  minExcluded: true,
  max: Number.MAX_VALUE,
  noNaN: true,
});

/** The double that is `by` further. */
function neighbour(value: number, by: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + BigInt(by));
  return view.getFloat64(0);
}

/** Whether an amount from 1 to 2 is above the border `2^(border / 256)`, in whole numbers. */
function isAbove(amount: number, border: number): boolean {
  return BigInt(amount * 2 ** 52) ** 256n > 1n << BigInt(border + 52 * PER_OCTAVE);
}

describe('the index of an amount', () => {
  it('is exact for the doubles next to each border of a bucket', () => {
    for (let border = 0; border <= PER_OCTAVE; border++) {
      for (const by of [-2, -1, 0, 1, 2]) {
        const amount = neighbour(2 ** (border / PER_OCTAVE), by);
        if (amount < 1 || amount > 2) continue;
        expect(indexOf(amount)).toBe(isAbove(amount, border) ? border : border - 1);
      }
    }
  });

  it('is that of the same amount an octave lower and another octave of buckets', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 2, noNaN: true }),
        fc.integer({ min: -425, max: 1022 }),
        (amount, octave) => {
          expect(indexOf(amount * 2 ** octave)).toBe(indexOf(amount) + octave * PER_OCTAVE);
        },
      ),
    );
  });

  it.each([
    [1, -1],
    [2, 255],
    [0.5, -257],
    [2 ** -425, -108801],
    [2 ** 1023, 261887],
    [Number.MAX_VALUE, 262143],
    [1 + Number.EPSILON, 0],
  ])('of %d is %d: bounds are inclusive above', (amount, index) => {
    expect(indexOf(amount)).toBe(index);
  });

  it('never falls while amounts rise', () => {
    fc.assert(
      fc.property(amounts, amounts, (one, other) => {
        const [low, high] = one < other ? [one, other] : [other, one];
        expect(indexOf(low)).toBeLessThanOrEqual(indexOf(high));
      }),
    );
  });

  it('is that of the bucket whose bounds the amount lies between, at each scale', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 12 }), (amount, steps) => {
        const width = 2 ** (steps - MAX_SCALE);
        const index = indexOf(amount) >> steps;
        // A logarithm of this size is rounded to about 10^-13.
        expect(Math.log2(amount)).toBeGreaterThan(index * width - 1e-12);
        expect(Math.log2(amount)).toBeLessThan((index + 1) * width + 1e-12);
      }),
    );
  });
});
