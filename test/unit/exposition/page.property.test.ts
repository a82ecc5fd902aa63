import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notice } from '../../../src/exposition/notice.ts';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type { Family, Series, StoredAttributes, StoredValue } from '../../../src/store/family.ts';
import { type ParsedMetric, parseExposition } from '../../support/exposition-parser.ts';
import { distribution, type FakeSeries, fakeFamily } from './fake-family.ts';
import { render } from './render.ts';

/** Texts that have broken pages, among others of any kind. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom(
    '',
    'a.b',
    'a_b',
    'a-b',
    '9a',
    'le',
    '__name__',
    '\n',
    '"',
    '\\',
    '\\n',
    '\ud800',
    '{}',
    '\0',
    '#',
  ),
  fc.constantFrom(
    'otel_scope_name',
    'otel.scope.name',
    'constructor',
    '__proto__',
    '🦊',
    'x'.repeat(3000),
  ),
);
const value = fc.oneof<fc.Arbitrary<StoredValue>[]>(hostileText, fc.double(), fc.boolean());
const attributes: fc.Arbitrary<StoredAttributes> = fc.dictionary(hostileText, value, {
  maxKeys: 5,
});
const kind = fc.constantFrom<FamilyKind>('counter', 'gauge', 'up-down-counter', 'histogram');
const BOUNDARIES = [0.005, 1, 2.5e6];
/** What is said where nothing is left out. */
const LOSSLESS = new Set<Notice['cause']>(['label_conflict', 'merged_series']);
const one: fc.Arbitrary<FakeSeries> = fc.record({
  attributes,
  value: fc.double(),
  distribution: fc
    .tuple(fc.array(fc.nat(), { minLength: 4, maxLength: 4 }), fc.double())
    .map(([counts, sum]) => distribution(BOUNDARIES, counts, sum)),
});

describe('any families', () => {
  const clashing = fc.oneof(
    hostileText,
    fc.constantFrom('a', 'a_count', 'a_sum', 'a_bucket', 'a_total', 'target_info'),
  );
  const family = fc
    .record({
      name: clashing,
      kind,
      unit: fc.constantFrom('', 's', '1', 'x'),
      description: hostileText,
      series: fc.array(one, { maxLength: 4 }),
    })
    .map(fakeFamily);

  it('make a page that a strict reader takes, with every family on it or said', () => {
    fc.assert(
      fc.property(fc.array(family, { maxLength: 6 }), attributes, (families, resource) => {
        const { text, omissions } = render(families, { resource });
        const metrics = parseExposition(text).filter(({ name }) => name !== 'target_info');
        const lost = lostSeries(omissions);
        expect(seriesIn(metrics) + lost).toBeLessThanOrEqual(seriesOf(families));
        expect(omissions.filter(({ cause }) => cause === 'exposition_error')).toEqual([]);
      }),
    );
  });

  it('keep every series of a gauge on the page, or say how many are left out', () => {
    const gauges = fc.array(fc.record({ name: clashing, series: fc.array(one) }), { maxLength: 6 });
    fc.assert(
      fc.property(gauges, (fakes) => {
        const families = fakes.map(fakeFamily);
        const { text, omissions } = render(families);
        fc.pre(omissions.every(({ cause }) => cause !== 'instrument_conflict'));
        expect(seriesIn(parseExposition(text)) + lostSeries(omissions)).toBe(seriesOf(families));
      }),
    );
  });

  it('lost the counts of series with equal labels', () => {
    const additive = fc.constantFrom<FamilyKind>('counter', 'up-down-counter', 'histogram');
    const count = fc.integer({ min: 0, max: 1000 });
    const colliding = fc.record({
      attributes: fc.dictionary(
        fc.constantFrom('a.b', 'a_b', 'code', 'le'),
        fc.constantFrom<StoredValue[]>(200, '200', true, 'true', ''),
      ),
      value: count,
      distribution: fc
        .array(count, { minLength: 4, maxLength: 4 })
        .map((counts) => distribution(BOUNDARIES, counts)),
    });
    const families = additive.chain((kind) => {
      const name = fc.constantFrom('x.y', 'x_y', 'x-y');
      const series = fc.array(colliding, { maxLength: 8 });
      return fc.array(fc.record({ name, series, kind: fc.constant(kind) }), { maxLength: 4 });
    });
    fc.assert(
      fc.property(families, (fakes) => {
        const { text, omissions } = render(fakes.map(fakeFamily));
        const values = fakes.flatMap(({ kind, series }) =>
          series.map((one) => (kind === 'histogram' ? one.distribution.count : one.value)),
        );
        expect(omissions.filter(({ cause }) => !LOSSLESS.has(cause))).toEqual([]);
        expect(totalOn(parseExposition(text))).toBe(values.reduce((sum, one) => sum + one, 0));
      }),
    );
  });
});

describe('families with names of their own', () => {
  const named = fc
    .array(fc.record({ kind, description: hostileText, series: fc.array(one, { maxLength: 4 }) }), {
      maxLength: 4,
    })
    .map((fakes) => fakes.map((fake, index) => fakeFamily({ ...fake, name: `m${index}` })));

  it('are read back as they were, with keys and texts made valid', () => {
    fc.assert(
      fc.property(named, (families) => {
        expect(parseExposition(render(families).text).map(plain)).toEqual(
          families.flatMap(expected),
        );
      }),
    );
  });
});

/** The sum of all values, where a histogram's is its count. */
function totalOn(metrics: readonly ParsedMetric[]): number {
  const counted = metrics.flatMap(({ type, samples }) =>
    samples.filter(({ name }) => type !== 'histogram' || name.endsWith('_count')),
  );
  return counted.reduce((sum, { value }) => sum + value, 0);
}

function lostSeries(omissions: readonly Notice[]): number {
  const duplicates = omissions.filter(({ cause }) => cause === 'duplicate_series');
  return duplicates.reduce((sum, { count }) => sum + count, 0);
}

function seriesOf(families: readonly Family[]): number {
  return families.reduce((sum, family) => sum + [...family.series()].length, 0);
}

function seriesIn(metrics: readonly ParsedMetric[]): number {
  const ends = ({ type, name }: ParsedMetric) => (type === 'histogram' ? `${name}_count` : name);
  return metrics.reduce(
    (sum, metric) => sum + metric.samples.filter(({ name }) => name === ends(metric)).length,
    0,
  );
}

interface PlainMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string | undefined;
  readonly samples: readonly unknown[];
}

function plain({ name, type, help, samples }: ParsedMetric): PlainMetric {
  return { name, type, help, samples: inOrder(samples.map((s) => [s.name, s.labels, s.value])) };
}

type PlainSample = readonly [name: string, labels: Record<string, string>, value: number];

/** Which series comes first is not promised; of one, the reader has seen to the order of lines. */
function inOrder(samples: readonly PlainSample[]): PlainSample[] {
  const identity = ([name, labels]: PlainSample) =>
    JSON.stringify([name, Object.entries(labels).sort()]);
  return samples.toSorted((one, other) => (identity(one) < identity(other) ? -1 : 1));
}

/** What the page has to say of a family, put down in another way; -0 is as good as 0. */
function expected(family: Family): PlainMetric[] {
  const name =
    family.kind === 'counter' ? `${family.descriptor.name}_total` : family.descriptor.name;
  const samples = [...joined(family)].flatMap(
    ({ labels, series: [first, ...others] }): PlainSample[] => {
      if (family.kind === 'gauge') return [[name, labels, first.value + 0]];
      if (family.kind !== 'histogram') {
        return [[name, labels, others.reduce((sum, { value }) => sum + value, first.value) + 0]];
      }
      const parts = [first, ...others].map((one) => one.distribution ?? distribution([], []));
      const upTo = (bucket: number) =>
        parts.reduce((all, { counts }) => all + counts.slice(0, bucket + 1).reduce(plus, 0), 0);
      const sum = parts.map((part) => part.sum).reduce(plus) + 0;
      const buckets = ['0.005', '1', '2.5e+06', '+Inf'];
      return [
        ...buckets.map(
          (le, bucket): PlainSample => [`${name}_bucket`, { ...labels, le }, upTo(bucket)],
        ),
        [`${name}_sum`, labels, sum],
        [`${name}_count`, labels, upTo(3)],
      ];
    },
  );
  if (samples.length === 0) return [];
  const type = family.kind === 'up-down-counter' ? 'gauge' : family.kind;
  const help = family.descriptor.description.toWellFormed();
  return [{ name, type, help: help === '' ? undefined : help, samples: inOrder(samples) }];
}

type Joined = { labels: Record<string, string>; series: [Series, ...Series[]] };

/** The series of a family by their labels, in the order of first appearance. */
function joined(family: Family): Iterable<Joined> {
  const byLabels = new Map<string, Joined>();
  for (const series of family.series()) {
    const labels = expectedLabels(series.attributes, family.kind === 'histogram');
    const identity = JSON.stringify(Object.entries(labels).sort());
    const known = byLabels.get(identity);
    if (known === undefined) byLabels.set(identity, { labels, series: [series] });
    else known.series.push(series);
  }
  return byLabels.values();
}

function plus(one: number, other: number): number {
  return one + other;
}

function expectedLabels(stored: StoredAttributes, isHistogram: boolean): Record<string, string> {
  const labels: Record<string, string[]> = Object.create(null);
  for (const key of Object.keys(stored).sort()) {
    let label = [...key].map((c) => (/[a-zA-Z0-9]/.test(c) ? c : '_')).join('') || '_';
    while (label.includes('__')) label = label.replaceAll('__', '_');
    if (/^\d/.test(label)) label = `key_${label}`;
    if (isHistogram && label === 'le') label = 'exported_le';
    labels[label] = [...(labels[label] ?? []), String(stored[key])];
  }
  const texts = Object.entries(labels).map(([name, parts]) => [
    name,
    parts.join(';').toWellFormed(),
  ]);
  return Object.fromEntries(texts.filter(([, text]) => text !== ''));
}
