import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type { Family, StoredAttributes, StoredValue } from '../../../src/store/family.ts';
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

  it('make a page that a strict reader takes, and no series is lost unsaid', () => {
    fc.assert(
      fc.property(fc.array(family, { maxLength: 6 }), attributes, (families, resource) => {
        const { text, omissions } = render(families, { resource });
        const metrics = parseExposition(text).filter(({ name }) => name !== 'target_info');
        const leftOut = omissions.filter(({ cause }) => cause === 'instrument_conflict').length;
        const duplicates = omissions.filter(({ cause }) => cause === 'duplicate_series');
        const lost = duplicates.reduce((sum, { count }) => sum + count, 0);
        if (leftOut === 0) expect(seriesIn(metrics) + lost).toBe(seriesOf(families));
        else expect(seriesIn(metrics) + lost).toBeLessThanOrEqual(seriesOf(families));
        expect(omissions.filter(({ cause }) => cause === 'exposition_error')).toEqual([]);
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
  return { name, type, help, samples: samples.map((s) => [s.name, s.labels, s.value]) };
}

/** What the page has to say of a family, put down in another way; -0 is as good as 0. */
function expected(family: Family): PlainMetric[] {
  const name =
    family.kind === 'counter' ? `${family.descriptor.name}_total` : family.descriptor.name;
  const seen = new Set<string>();
  const samples: unknown[] = [];
  for (const series of family.series()) {
    const labels = expectedLabels(series.attributes, family.kind === 'histogram');
    const identity = JSON.stringify(Object.entries(labels).sort());
    if (seen.has(identity)) continue;
    seen.add(identity);
    if (family.kind !== 'histogram') {
      samples.push([name, labels, series.value + 0]);
      continue;
    }
    const { counts, sum } = series.distribution ?? distribution([], []);
    const [a = 0, b = 0, c = 0, d = 0] = counts;
    samples.push([`${name}_bucket`, { ...labels, le: '0.005' }, a]);
    samples.push([`${name}_bucket`, { ...labels, le: '1' }, a + b]);
    samples.push([`${name}_bucket`, { ...labels, le: '2.5e+06' }, a + b + c]);
    samples.push([`${name}_bucket`, { ...labels, le: '+Inf' }, a + b + c + d]);
    samples.push([`${name}_sum`, labels, sum + 0], [`${name}_count`, labels, a + b + c + d]);
  }
  if (samples.length === 0) return [];
  const type = family.kind === 'up-down-counter' ? 'gauge' : family.kind;
  const help = family.descriptor.description.toWellFormed();
  return [{ name, type, help: help === '' ? undefined : help, samples }];
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
