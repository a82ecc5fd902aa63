import { describe, expect, it } from 'vitest';
import { ATTRIBUTES } from '../../../../scripts/docs/attributes.ts';
import { readCatalogue } from '../../../../scripts/docs/catalogue.ts';
import type { TranslationStrategy } from '../../../../src/config/metrics-options.ts';
import { ClassicFamily } from '../../../../src/exposition/classic/classic-family.ts';
import { CLASSIC_METRICS, type LabelSource } from '../../../../src/exposition/classic/table.ts';
import type { Escaping } from '../../../../src/exposition/format.ts';
import { TRANSLATIONS } from '../../../../src/exposition/names.ts';
import { createNaming } from '../../../../src/exposition/naming.ts';
import { fakeFamily } from '../fake-family.ts';

const STRATEGIES = Object.keys(TRANSLATIONS) as TranslationStrategy[];
/** Those that leave alone what a name could always have; `dots` doubles each `_`. */
const ESCAPINGS: readonly Escaping[] = ['allow-utf-8', 'underscores', 'values'];
/** Attributes that the agent's own observers don't know; others' instruments may. */
const FROM_OTHERS = ['url.template'];

const catalogue = new Map(
  readCatalogue().flatMap(({ metrics }) => metrics.map((metric) => [metric.name, metric] as const)),
);

describe.each(CLASSIC_METRICS)('$name', (metric) => {
  const { name, from, of, labels, where, counts, sums, times } = metric;
  const source = catalogue.get(from);

  it('is made of a metric that the agent makes, of that kind', () => {
    expect(source?.kind).toBe(of);
  });

  it('has its labels from attributes of that metric', () => {
    const keys = [...Object.values(labels).map(keyOf), ...(where ? [where[0]] : [])];
    const known = [...(ATTRIBUTES[from] ?? []), ...FROM_OTHERS];
    expect(keys.filter((key) => !known.includes(key))).toEqual([]);
  });

  it('makes of it what has a meaning', () => {
    if (counts) expect(of).toBe('histogram');
    if (times) expect(of).toBe('gauge');
    const saysAll = ATTRIBUTES[from]?.every((key) => Object.values(labels).includes(key));
    // Gauges that differ in nothing on the page have no value together, but for their sum.
    if (of === 'gauge') expect(saysAll || sums).toBe(true);
    if (sums && of === 'gauge') expect(Object.keys(labels)).toEqual([]);
  });

  it.each(STRATEGIES)('has its whole name with the strategy %s', (translation) => {
    const { kind, descriptor } = new ClassicFamily(
      metric,
      fakeFamily({ name: from, kind: of, unit: source?.unit ?? '' }),
    );
    for (const prefix of ['', 'shop_']) {
      const names = ESCAPINGS.map((escaping) =>
        createNaming({ prefix, translation, escaping }).metricName({ ...descriptor, kind }),
      );
      expect(new Set(names)).toEqual(new Set([prefix + name]));
    }
  });
});

describe.each(
  CLASSIC_METRICS.flatMap(({ conventions = [], ...one }) =>
    conventions.length > 0 ? [{ ...one, conventions }] : [],
  ),
)('$name of any library', ({ from, labels, conventions }) => {
  it("has all that its labels and the agent's own observers have", () => {
    const own = [...(ATTRIBUTES[from] ?? []), ...Object.values(labels).map(keyOf)];
    expect(own.filter((key) => !conventions.includes(key))).toEqual([]);
  });
});

it.each([
  ['process_cpu_seconds_total', 'observable-counter', 'observable-counter'],
  ['errors_total', 'counter', 'counter'],
  ['http_requests_total', 'histogram', 'counter'],
  ['nodejs_eventloop_lag_seconds', 'observable-gauge', 'observable-gauge'],
] as const)('%s of %s counts like %s', (name, kind, shown) => {
  const metric = CLASSIC_METRICS.find((one) => one.name === name);
  if (metric === undefined) throw new Error(`no ${name}`);
  const { from, of } = metric;
  const family = fakeFamily({ name: from, kind: of, more: { kind } });
  expect(new ClassicFamily(metric, family).descriptor.kind).toBe(shown);
});

describe('the table', () => {
  it('has the same conventions in all rows of an instrument', () => {
    for (const rows of Map.groupBy(CLASSIC_METRICS, ({ from }) => from).values()) {
      expect(new Set(rows.map(({ conventions }) => conventions)).size).toBe(1);
    }
  });

  it('has every name once', () => {
    const names = CLASSIC_METRICS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });

  it('has every classic name of what the agent measures', () => {
    const names = CLASSIC_METRICS.map(
      ({ name, labels }) => `${name}{${Object.keys(labels).join()}}`,
    );
    expect(names.toSorted()).toEqual(AGREED.toSorted());
  });
});

function keyOf(source: LabelSource): string {
  return typeof source === 'string' ? source : source.key;
}

/** What was agreed on with those who have dashboards, beside `nodejs_version_info`. */
const REQUEST = '{method,route,status_code}';
const AGREED = [
  `http_request_duration_seconds${REQUEST}`,
  `http_requests_total${REQUEST}`,
  'http_requests_in_flight{}',
  `http_request_size_bytes${REQUEST}`,
  `http_response_size_bytes${REQUEST}`,
  'external_api_duration_seconds{service,endpoint,status_code}',
  'database_query_duration_seconds{operation,table,status}',
  'database_connections_active{database,state}',
  'nodejs_eventloop_lag_seconds{}',
  ...['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'].map(
    (statistic) => `nodejs_eventloop_lag_${statistic}_seconds{}`,
  ),
  'nodejs_gc_duration_seconds{kind}',
  'nodejs_heap_size_total_bytes{}',
  'nodejs_heap_size_used_bytes{}',
  'nodejs_external_memory_bytes{}',
  ...['total', 'used', 'available'].map((part) => `nodejs_heap_space_size_${part}_bytes{space}`),
  'nodejs_active_resources{type}',
  'nodejs_active_resources_total{}',
  'process_cpu_user_seconds_total{}',
  'process_cpu_system_seconds_total{}',
  'process_cpu_seconds_total{}',
  'process_resident_memory_bytes{}',
  'process_virtual_memory_bytes{}',
  'process_open_fds{}',
  'process_max_fds{}',
  'process_start_time_seconds{}',
  'nodejs_memory_usage_bytes{type}',
  'nodejs_cpu_usage_percent{}',
  'errors_total{type,severity,component}',
];
