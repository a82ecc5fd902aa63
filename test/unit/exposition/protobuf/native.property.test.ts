import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ExponentialBuckets } from '../../../../src/store/family.ts';
import type { PageHistogram } from '../../../support/protobuf-schema.ts';
import { distribution, fakeFamily } from '../fake-family.ts';
import { renderPage } from './render-page.ts';

const FINEST = 8;

const buckets: fc.Arbitrary<ExponentialBuckets> = fc.record({
  scale: fc.integer({ min: -4, max: 12 }),
  offset: fc.integer({ min: -5000, max: 5000 }),
  counts: fc.array(fc.oneof(fc.constant(0), fc.nat(9), fc.nat()), { maxLength: 160 }),
  zeroCount: fc.nat(),
  zeroThreshold: fc.constantFrom(1e-128, 0.5),
});

it('native buckets have the counts that exponential ones have, by their upper bounds', () => {
  fc.assert(
    fc.property(buckets, (exponential) => {
      const count = exponential.counts.reduce((sum, one) => sum + one, exponential.zeroCount);
      const shown = shownOf({ ...distribution([], [count]), exponential });
      expect(countsOf(shown)).toEqual(expectedCounts(exponential));
      expect(shown.schema).toBe(Math.min(FINEST, exponential.scale));
      expect(shown.zeroCount).toBe(exponential.zeroCount);
    }),
  );
});

function shownOf(value: object): PageHistogram {
  const family = fakeFamily({ name: 'h', kind: 'histogram' });
  for (const series of family.series()) Object.assign(series, { distribution: value });
  Object.assign(family, { descriptor: { ...family.descriptor, form: 'native' } });
  const histogram = renderPage([family]).families[0]?.metric[0]?.histogram;
  if (histogram === undefined) throw new Error('there is no histogram');
  return histogram;
}

/** Counts by index, as Prometheus reads spans and deltas. */
function countsOf({ positiveSpan, positiveDelta }: PageHistogram): Map<number, number> {
  const counts = new Map<number, number>();
  const deltas = positiveDelta.values();
  let index = 0;
  let count = 0;
  for (const { offset, length } of positiveSpan) {
    index += offset;
    for (let i = 0; i < length; i++, index++) {
      count += deltas.next().value ?? Number.NaN;
      if (count > 0) counts.set(index, count);
    }
  }
  return counts;
}

/** The same of the buckets themselves, whose index is that of the lower bound. */
function expectedCounts({ scale, offset, counts }: ExponentialBuckets): Map<number, number> {
  const expected = new Map<number, number>();
  for (const [position, count] of counts.entries()) {
    const index = Math.floor((offset + position) / 2 ** Math.max(0, scale - FINEST)) + 1;
    if (count > 0) expected.set(index, (expected.get(index) ?? 0) + count);
  }
  return expected;
}
