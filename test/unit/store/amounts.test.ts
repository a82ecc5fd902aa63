import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountOf, amountRuleOf, isAmount } from '../../../src/store/amounts.ts';
import type { InstrumentKind } from '../../../src/store/descriptor.ts';
import { descriptorOf } from './tables.ts';

const FINITE = [0, -0, 0.5, Number.MIN_VALUE, Number.MAX_VALUE];
const NEGATIVE = [-1, -Number.MIN_VALUE, -Number.MAX_VALUE];
const ODD = [Number.NaN, Infinity, -Infinity];

/** What each kind takes beside the finite numbers from 0 on. */
const ALSO: Record<InstrumentKind, readonly number[]> = {
  counter: [],
  'observable-counter': [],
  histogram: [],
  summary: [],
  'up-down-counter': NEGATIVE,
  'observable-up-down-counter': NEGATIVE,
  gauge: [...NEGATIVE, ...ODD],
  'observable-gauge': [...NEGATIVE, ...ODD],
};
const KINDS = Object.keys(ALSO) as InstrumentKind[];

describe.each(KINDS)('an instrument of kind %s', (kind) => {
  const rule = amountRuleOf(descriptorOf({ kind }));

  it.each([...FINITE, ...NEGATIVE, ...ODD])('says of %s whether it is an amount', (value) => {
    expect(isAmount(value, rule)).toBe(FINITE.includes(value) || ALSO[kind].includes(value));
  });

  it('takes nothing but numbers, and never throws', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true }), (value) => {
        if (typeof value !== 'number') expect(isAmount(value, rule)).toBe(false);
      }),
    );
    expect(isAmount(Object(4), rule)).toBe(false);
  });
});

it.each([
  [true, 2.9, 2],
  [true, -2.9, -2],
  [true, Number.NaN, Number.NaN],
  [true, Infinity, Infinity],
  [false, 2.9, 2.9],
])('an instrument whose numbers are whole (%s) takes %d as %d', (integer, value, amount) => {
  expect(amountOf(value, amountRuleOf(descriptorOf({ kind: 'gauge', integer })))).toBe(amount);
});
