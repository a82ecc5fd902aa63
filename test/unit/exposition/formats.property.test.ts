import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TranslationStrategy } from '../../../src/config/metrics-options.ts';
import type { Escaping, Format } from '../../../src/exposition/format.ts';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type { Exemplar, StoredAttributes, StoredValue } from '../../../src/store/family.ts';
import type { NameRules } from '../../support/exposition-line.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { parseOpenMetrics } from '../../support/openmetrics-parser.ts';
import { type Dialect, expected, inOrder, type Plain } from './expected-page.ts';
import { distribution, type FakeSeries, fakeFamily } from './fake-family.ts';
import { render } from './render.ts';

/** Every text format, in which names are written in every way. */
const DIALECTS: readonly (readonly [what: string, dialect: Dialect])[] = [
  text('0.0.4', 'underscores', 'UnderscoreEscapingWithSuffixes'),
  text('0.0.4', 'dots', 'NoTranslation'),
  text('1.0.0', 'allow-utf-8', 'NoTranslation'),
  text('1.0.0', 'allow-utf-8', 'NoUTF8EscapingWithSuffixes'),
  text('1.0.0', 'underscores', 'NoTranslation'),
  text('1.0.0', 'dots', 'NoUTF8EscapingWithSuffixes'),
  text('1.0.0', 'values', 'NoTranslation'),
  openMetrics('underscores', 'UnderscoreEscapingWithSuffixes'),
  openMetrics('underscores', 'UnderscoreEscapingWithoutSuffixes'),
  openMetrics('allow-utf-8', 'NoUTF8EscapingWithSuffixes'),
  openMetrics('dots', 'NoUTF8EscapingWithSuffixes'),
  openMetrics('values', 'NoTranslation'),
];

/** Texts that have broken pages, among others of any kind. */
const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('', 'a.b', 'a_b', 'ä', '9a', 'le', '__name__', '__a', '_name_', '\n', '"', '\\'),
  fc.constantFrom(
    'quantile',
    '\\n',
    '\ud800',
    '{}',
    '\0',
    '#',
    ' # {a="b"} 1',
    'otel.scope.name',
    '__proto__',
  ),
);
const BOUNDARIES = [0, 0.005, 1, 2.5e6];
const QUANTILES = [0, 0.5, 0.99, 1];
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

const counted = fc.oneof(fc.nat(), fc.double({ min: 0, noNaN: true }));
const exemplar: fc.Arbitrary<Exemplar> = fc
  .record({ bucket: fc.nat(BOUNDARIES.length), timeMs: fc.nat(), isTraced: fc.boolean() })
  .map(({ bucket, timeMs, isTraced }) => ({
    ...{ bucket, timeMs, value: BOUNDARIES[bucket] ?? 1e9 },
    ...(isTraced ? { traceId: TRACE, spanId: SPAN } : { traceId: '', spanId: '' }),
  }));
const exemplars = fc
  .uniqueArray(exemplar, { selector: ({ timeMs }) => timeMs, maxLength: 4 })
  .map((all) => all.sort((a, b) => a.bucket - b.bucket || a.timeMs - b.timeMs));
/** As a bridge would bring it: amounts may be below 0, and what others made of them is any number. */
const summary = fc
  .record({
    values: fc.array(fc.double(), { minLength: 4, maxLength: 4 }),
    isEmpty: fc.boolean(),
    count: fc.nat(),
    sum: fc.double(),
  })
  .map(({ values, isEmpty, ...totals }) => ({
    ...totals,
    quantiles: isEmpty
      ? []
      : QUANTILES.map((quantile, at) => ({ quantile, value: values[at] ?? 0 })),
  }));
const value = fc.oneof<fc.Arbitrary<StoredValue>[]>(hostileText, fc.double(), fc.boolean());
const attributes: fc.Arbitrary<StoredAttributes> = fc.dictionary(hostileText, value, {
  maxKeys: 5,
});

function seriesOf(kind: FamilyKind): fc.Arbitrary<FakeSeries> {
  const common = { attributes, startTimeMs: fc.nat() };
  switch (kind) {
    case 'counter':
      return fc.record({
        ...common,
        value: counted,
        exemplars: exemplars.map((all) => all.filter(({ bucket }) => bucket === 0)),
      });
    case 'histogram':
      return fc.record({
        ...common,
        exemplars,
        distribution: fc
          .tuple(fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), counted)
          .map(([counts, sum]) => distribution(BOUNDARIES, counts, sum)),
      });
    case 'summary':
      return fc.record({ ...common, summary });
    default:
      return fc.record({ ...common, value: fc.double() });
  }
}

const fake = fc
  .constantFrom<FamilyKind>('counter', 'gauge', 'up-down-counter', 'histogram', 'summary')
  .chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      unit: fc.constantFrom('', 's', 'By/s', '1', '{x}', 'ä"'),
      description: hostileText,
      series: fc.array(seriesOf(kind), { maxLength: 4 }),
    }),
  );

describe.each(DIALECTS)('%s', (_, dialect) => {
  it('reads back as what was recorded, with names and texts made valid', () => {
    const families = fc
      .array(fake, { maxLength: 4 })
      .map((fakes) => fakes.map((one, index) => fakeFamily({ ...one, name: `m${index}.ü"` })));
    fc.assert(
      fc.property(families, (all) => {
        const { text: page } = render(all, dialect);
        expect(parse(page, dialect)).toEqual(all.flatMap((family) => expected(family, dialect)));
      }),
    );
  });

  it('is a valid page, whatever its names are', () => {
    const name = fc.oneof(
      hostileText,
      fc.constantFrom('a', 'a_total', 'a_created', 'a_bucket', 'a_sum', 'a_count', 'target'),
      fc.constantFrom('a.total', 'a.created', 'target_info', 'target.info', '_total', 'a_seconds'),
    );
    const families = fc.array(
      fc.tuple(name, fake).map(([own, one]) => fakeFamily({ ...one, name: own })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(families, attributes, fc.boolean(), (all, resource, createdLines) => {
        const { text: page, omissions } = render(all, { ...dialect, resource, createdLines });
        parse(page, dialect);
        expect(omissions.filter(({ cause }) => cause === 'exposition_error')).toEqual([]);
      }),
    );
  });
});

function text(version: Format['version'], escaping: Escaping, translation: TranslationStrategy) {
  const format: Format = { kind: 'text', version, escaping };
  return [`text ${version}, ${escaping}, ${translation}`, { format, translation }] as const;
}

function openMetrics(escaping: Escaping, translation: TranslationStrategy) {
  const format: Format = { kind: 'openmetrics', version: '1.0.0', escaping };
  return [`OpenMetrics, ${escaping}, ${translation}`, { format, translation }] as const;
}

function parse(page: string, { format: { kind, escaping }, translation }: Dialect): Plain[] {
  const isPlain = escaping === 'underscores' && translation.startsWith('Underscore');
  const escaped: NameRules = isPlain ? 'old' : 'escaped';
  const names = escaping === 'allow-utf-8' ? 'utf-8' : escaped;
  if (kind === 'openmetrics') {
    return parseOpenMetrics(page, names).map(({ samples, ...metadata }) => ({
      ...metadata,
      samples: inOrder(samples.map((s) => [s.name, s.labels, s.value, s.exemplar])),
    }));
  }
  return parseExposition(page, names).map(({ samples, ...metadata }) => ({
    ...{ ...metadata, unit: undefined },
    samples: inOrder(samples.map((s) => [s.name, s.labels, s.value])),
  }));
}
