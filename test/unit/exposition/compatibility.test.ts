import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { OPTIONS } from '../../../src/config/options.ts';
import type { Format } from '../../../src/exposition/format.ts';
import type { LabelEntry } from '../../../src/exposition/labels.ts';
import { metricName } from '../../../src/exposition/names.ts';
import type { Notice } from '../../../src/exposition/notice.ts';
import { createWriter } from '../../../src/exposition/writers.ts';
import { setLogLevel, warn } from '../../../src/foundation/log.ts';
import { createPage } from '../../../src/server/page.ts';
import type { Family } from '../../../src/store/family.ts';
import { faultsDuring } from '../pipeline/readings.ts';
import { collectionOf, configWith } from '../server/test-endpoint.ts';
import { distribution, fakeFamily } from './fake-family.ts';
import { histogram, SPARSE } from './protobuf/fake-histogram.ts';
import { renderPage } from './protobuf/render-page.ts';
import { render, textOf } from './render.ts';

vi.mock(import('../../../src/foundation/log.ts'), { spy: true });
setLogLevel('none');
afterEach(() => vi.mocked(warn).mockClear());

// Lines of docs/prometheus-compatibility.md that no test of a single file shows.

const OPENMETRICS: Format = { kind: 'openmetrics', version: '1.0.0', escaping: 'underscores' };
const TEXT_FORMATS: readonly (readonly [what: string, format: Format])[] = [
  ['text 0.0.4', { kind: 'text', version: '0.0.4', escaping: 'underscores' }],
  ['text 1.0.0', { kind: 'text', version: '1.0.0', escaping: 'allow-utf-8' }],
  ['OpenMetrics', OPENMETRICS],
];
const NATIVE = { ...distribution([], [6], 99), exponential: SPARSE };

it('what nothing is set for is as the specification fixes it', () => {
  expect(loadConfig({ env: {}, folder: '/' }).config).toMatchObject({
    host: 'localhost',
    port: 9464,
    translationStrategy: 'UnderscoreEscapingWithSuffixes',
    scopeLabels: true,
    resourceConstantLabels: [],
    histograms: 'classic',
    exemplarFilter: 'trace_based',
  });
  expect(OPTIONS.translationStrategy.type).toEqual({
    kind: 'choice',
    choices: [
      'UnderscoreEscapingWithSuffixes',
      'UnderscoreEscapingWithoutSuffixes',
      'NoUTF8EscapingWithSuffixes',
      'NoTranslation',
    ],
  });
});

describe('units', () => {
  /** The table of the specification's "Metric Metadata". */
  const WORDS = {
    ...{ d: 'days', h: 'hours', min: 'minutes', s: 'seconds', ms: 'milliseconds' },
    ...{ us: 'microseconds', ns: 'nanoseconds', By: 'bytes', KiBy: 'kibibytes', MiBy: 'mebibytes' },
    ...{ GiBy: 'gibibytes', TiBy: 'tebibytes', kBy: 'kilobytes', MBy: 'megabytes' },
    ...{ GBy: 'gigabytes', TBy: 'terabytes', m: 'meters', V: 'volts', A: 'amperes', J: 'joules' },
    ...{ W: 'watts', g: 'grams', Cel: 'celsius', Hz: 'hertz', '%': 'percent' },
  };

  it.each(Object.entries(WORDS))('%s is the word %s', (unit, word) => {
    expect(metricName({ name: 'x', unit, kind: 'gauge' }, '')).toBe(`x_${word}`);
  });

  it('are the first of two that one name ends with', () => {
    const families = [
      fakeFamily({ name: 'io_bytes_per_second', unit: 'By/s' }),
      fakeFamily({ name: 'io.bytes', unit: '1/s', scope: { name: 'other' } }),
    ];
    const { text, omissions } = render(families, { format: OPENMETRICS });
    expect(omissions).toMatchObject([
      { cause: 'instrument_conflict', reason: expect.stringContaining('have two units') },
    ]);
    expect(text).toBe(
      '# TYPE io_bytes_per_second gauge\n# UNIT io_bytes_per_second bytes_per_second\n' +
        'io_bytes_per_second 1\nio_bytes_per_second{otel_scope_name="other"} 1\n# EOF\n',
    );
  });
});

describe('the resource', () => {
  const resource = { 'service.name': 'shop', 'process.pid': 42 };
  const constants: LabelEntry[] = [['service.name', 'shop']];
  const families = [fakeFamily({ name: 'a', scope: { name: 'lib' } })];

  it.each(TEXT_FORMATS)('has its attributes and no other labels in %s', (_, format) => {
    const text = pageOf(families, { format, resource, constants });
    expect(text).toContain('\ntarget_info{process_pid="42",service_name="shop"} 1\n');
    expect(text).toContain('\na{otel_scope_name="lib",service_name="shop"} 1\n');
  });

  it('has its attributes and no other labels in protobuf', () => {
    const [info] = renderPage(families, { resource, constants }).families;
    expect(info).toMatchObject({
      name: 'target_info',
      metric: [{ label: [{ name: 'process_pid' }, { name: 'service_name' }] }],
    });
    expect(info?.metric[0]?.label).toHaveLength(2);
  });

  it.each(TEXT_FORMATS)('without attributes is not there in %s', (_, format) => {
    expect(pageOf(families, { format, resource: {}, constants })).not.toContain('target');
  });
});

describe('a native histogram', () => {
  it.each(TEXT_FORMATS)('is one bucket, +Inf, in %s', (_, format) => {
    const { text, omissions } = render([histogram({}, { distribution: NATIVE }, 'native')], {
      format,
    });
    const buckets = text.split('\n').filter((line) => line.includes('_bucket'));
    expect(buckets).toEqual(['wait_seconds_bucket{le="+Inf"} 6']);
    expect(text).toContain('\nwait_seconds_count 6\n');
    expect(omissions).toEqual([]);
  });

  it('has in protobuf what the specification names, and nothing else', () => {
    const family = histogram({}, { distribution: NATIVE }, 'native');
    const [page] = renderPage([family], { createdLines: false }).families;
    // A gauge histogram would be of another type; floats and negative buckets have fields of their own.
    expect(page?.type).toBe('HISTOGRAM');
    const { createdTimestamp: _, ...histogramFields } = page?.metric[0]?.histogram ?? {};
    expect(withoutEmptyLists(histogramFields)).toEqual({
      ...{ sampleCount: 6, sampleSum: 99, schema: 0, zeroThreshold: 1e-128, zeroCount: 1 },
      positiveSpan: [
        { offset: 1, length: 1 },
        { offset: 4, length: 1 },
      ],
      positiveDelta: [3, -1],
    });
  });

  it('beside a classic one of its name is shown by the buckets that a text page has of it', () => {
    const families = [
      histogram({ scope: { name: 'one' } }, { distribution: NATIVE }, 'native'),
      histogram({ scope: { name: 'two' } }, { distribution: distribution([2], [1, 0]) }),
    ];
    const { families: shown, omissions } = renderPage(families);
    expect(shown[0]?.metric.map(({ histogram: one }) => [one?.sampleCount, one?.schema])).toEqual([
      [6, undefined],
      [1, undefined],
    ]);
    expect(omissions).toMatchObject([
      { cause: 'instrument_conflict', reason: expect.stringContaining('not all are native') },
    ]);
  });
});

describe('what meets', () => {
  const lat = histogram({ name: 'lat', unit: '' }, { distribution: distribution([1], [1, 0]) });
  const gaugeOf = (...attributes: object[]) =>
    fakeFamily({ name: 'g', series: attributes.map((one) => ({ attributes: { ...one } })) });
  const counter = { name: 'c', kind: 'counter' } as const;

  it.each<[what: string, families: readonly Family[], faults: object]>([
    [
      'one name and type',
      [fakeFamily(counter), fakeFamily({ ...counter, scope: { name: 'x' } })],
      {},
    ],
    ['two types of one name', [lat, fakeFamily({ name: 'lat' })], { name_conflict: 1 }],
    [
      'two descriptions',
      [
        fakeFamily({ ...counter, description: 'One.' }),
        fakeFamily({ ...counter, description: 'Two.', scope: { name: 'x' } }),
      ],
      { instrument_conflict: 1 },
    ],
    ['names of samples', [lat, fakeFamily({ name: 'lat_count' })], { name_conflict: 1 }],
    ["the resource's name", [fakeFamily({ name: 'target_info' })], { name_conflict: 1 }],
    ['a name of OpenMetrics alone', [fakeFamily(counter), fakeFamily({ name: 'c' })], {}],
    ['keys that become one label', [gaugeOf({ 'a.b': 1, a_b: 2 })], { label_conflict: 1 }],
    ['keys that are no label', [gaugeOf({ '': 1, '9a': 1, __name__: 1 })], { label_conflict: 3 }],
    [
      'sums of equal labels',
      [fakeFamily({ ...counter, series: [{ attributes: { a: 1 } }, { attributes: { a: '1' } }] })],
      { merged_series: 1 },
    ],
    ['gauges of equal labels', [gaugeOf({ a: 1 }, { a: '1' })], { duplicate_series: 1 }],
    [
      'other buckets of equal labels',
      [lat, histogram({ name: 'lat', unit: '' }, { distribution: distribution([2], [1, 0]) })],
      { merged_series: 1 },
    ],
  ])('is said, and counted under its cause: %s', async (_, families, faults) => {
    const collect = async () => collectionOf(families);
    const page = createPage({ config: configWith(), collect, constants: [] });
    const scrape = async () => {
      const { body } = await page({ accept: 'application/openmetrics-text', names: [] });
      for (const _slice of body);
    };
    expect(await faultsDuring(scrape)).toEqual(faults);
    const said = vi.mocked(warn).mock.calls.map(([key]) => key.split(':')[0]);
    expect([...new Set(said)]).toEqual(Object.keys(faults));
    const { label_conflict: _once, ...inEachPage } = faults as Record<string, number>;
    expect(await faultsDuring(scrape), 'in the next page').toEqual(inEachPage);
  });
});

interface PageParts {
  readonly format: Format;
  readonly resource: Readonly<Record<string, string | number>>;
  readonly constants: readonly LabelEntry[];
}

function pageOf(families: readonly Family[], { format, resource, constants }: PageParts): string {
  const said: Notice[] = [];
  const config = configWith();
  const write = createWriter(format, { config, constants, report: (one) => said.push(one) });
  const text = [...write({ resource, families, timeMs: 0, errors: [] })].map(textOf).join('');
  expect(said).toEqual([]);
  return `\n${text}`;
}

function withoutEmptyLists(fields: object): object {
  const kept = Object.entries(fields).filter(([, value]) => !Array.isArray(value) || value.length);
  return Object.fromEntries(kept);
}
