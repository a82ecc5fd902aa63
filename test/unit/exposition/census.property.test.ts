import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type { StoredAttributes, StoredValue } from '../../../src/store/family.ts';
import { type ParsedMetric, parseExposition } from '../../support/exposition-parser.ts';
import { count, fakeHistogram } from './count.ts';
import { distribution, type FakeSeries, fakeFamily, summaryOf } from './fake-family.ts';
import { render } from './render.ts';

const BOUNDARIES = [1, 2.5e6];
const SHAPE = { quantiles: [0.5, 0.9], windowMs: 1, steps: 1 };
const STATE = summaryOf({ 0.5: 1, 0.9: 2 }, { count: 3, sum: 4 });
const RESERVED: Readonly<Record<string, string>> = { histogram: 'le', summary: 'quantile' };
const key = fc.oneof(
  fc.constantFrom(
    'a',
    'a.b',
    'a_b',
    'b',
    'le',
    'quantile',
    'exported_le',
    '9a',
    'constructor',
    '__proto__',
  ),
  fc.string({ unit: 'binary' }),
);
const value = fc.oneof<fc.Arbitrary<StoredValue>[]>(
  fc.constantFrom<StoredValue[]>('', '1', 1, true, 'true', ';', '\ud800', '\\', '"', '\n'),
  fc.string({ unit: 'binary' }),
  fc.double(),
);
const attributes: fc.Arbitrary<StoredAttributes> = fc.dictionary(key, value, { maxKeys: 4 });
const one: fc.Arbitrary<FakeSeries> = fc.record({
  attributes,
  distribution: fc.constant(distribution(BOUNDARIES, [1, 2, 3])),
  summary: fc.constant(STATE),
});
const kind = fc.constantFrom<FamilyKind>(
  ...(['counter', 'gauge', 'up-down-counter', 'histogram', 'summary'] as const),
);
const families = fc
  .array(fc.record({ kind, series: fc.array(one, { maxLength: 6 }) }), { maxLength: 5 })
  .map((fakes) =>
    fakes.map((fake, index) => {
      const named = { ...fake, name: `m${index}` };
      return fake.kind === 'histogram'
        ? fakeHistogram(named, BOUNDARIES)
        : fakeFamily({ ...named, more: { summary: SHAPE } });
    }),
  );

it('any statistics agree with the page, which may have added up series of equal labels', () => {
  fc.assert(
    fc.property(families, (all) => {
      const page = parseExposition(render(all).text).filter(({ name }) => name !== 'target_info');
      const statistics = count(all, { limit: 1000 });
      const metrics = statistics.seriesCountByMetricName;
      expect(statistics.numMetrics).toBe(page.length);
      expect(sum(metrics.map((metric) => metric.value))).toBe(statistics.numSeries);
      expect(sum(metrics.map(({ samples }) => samples))).toBe(statistics.numSamples);
      expect(new Map(metrics.map((m) => [m.name, countsOf(m.labelValueCountByLabelName)]))).toEqual(
        new Map(page.map((metric) => [metric.name, sizesOf(labelsOn([metric]))])),
      );
      expect(countsOf(statistics.labelValueCountByLabelName)).toEqual(sizesOf(labelsOn(page)));
      expect(statistics.numLabels).toBe(labelsOn(page).size);
      const series = Object.values(statistics.byType).map(({ numSeries }) => numSeries);
      expect(sum(series)).toBe(statistics.numSeries);
      for (const { name, type, samples } of page) {
        const counted = metrics.find((metric) => metric.name === name);
        expect(counted?.type).toBe(type);
        expect(counted?.samples).toBeGreaterThanOrEqual(samples.length);
      }
    }),
    { numRuns: 500 },
  );
});

it('statistics of series with labels of their own have as many samples as the page has lines', () => {
  const plain = fc
    .uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 20 })
    .map((ids) =>
      ids.map((id) => ({
        attributes: { id },
        distribution: distribution(BOUNDARIES, [1, 2, 3]),
      })),
    );
  fc.assert(
    fc.property(plain, plain, (counted, timed) => {
      const all = [
        fakeFamily({ name: 'counted', kind: 'counter', series: counted }),
        fakeHistogram({ name: 'timed', series: timed }, BOUNDARIES),
        fakeFamily({
          ...{ name: 'told', kind: 'summary', more: { summary: SHAPE } },
          series: timed.map((one) => ({ ...one, summary: STATE })),
        }),
      ];
      const lines = render(all)
        .text.split('\n')
        .filter((line) => /^[^#]/.test(line));
      expect(count(all).numSamples).toBe(lines.length);
      expect(count(all).numSeries).toBe(counted.length + 2 * timed.length);
    }),
  );
});

/** The values of each label, without bounds of buckets and quantiles. */
function labelsOn(metrics: readonly ParsedMetric[]): Map<string, Set<string>> {
  const labels = new Map<string, Set<string>>();
  for (const { type, samples } of metrics) {
    for (const sample of samples) {
      for (const [name, text] of Object.entries(sample.labels)) {
        if (name === RESERVED[type]) continue;
        labels.set(name, (labels.get(name) ?? new Set()).add(text));
      }
    }
  }
  return labels;
}

function sizesOf(labels: ReadonlyMap<string, ReadonlySet<string>>): Map<string, number> {
  return new Map([...labels].map(([name, values]) => [name, values.size]));
}

function countsOf(list: readonly { name: string; value: number }[]): Map<string, number> {
  return new Map(list.map(({ name, value: counted }) => [name, counted]));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
