import { afterAll, describe, expect, it } from 'vitest';
import { ATTRIBUTES } from '../../../scripts/docs/attributes.ts';
import { readCatalogue } from '../../../scripts/docs/catalogue.ts';
import { CLASSIC_METRICS, type LabelSource } from '../../../src/exposition/classic/table.ts';
import { metricName } from '../../../src/exposition/names.ts';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { ai } from '../../../src/instruments/ai/ai.ts';
import { business } from '../../../src/instruments/business.ts';
import { cache } from '../../../src/instruments/cache/cache.ts';
import { operation } from '../../../src/instruments/calls/operation.ts';
import { database } from '../../../src/instruments/database/database.ts';
import { errors } from '../../../src/instruments/errors/errors.ts';
import { externalApi } from '../../../src/instruments/external-api/external-api.ts';
import { queue } from '../../../src/instruments/queue/queue.ts';
import { processMetrics } from '../../../src/pipeline/process-metrics.ts';
import { METRICS, type Metric, type MetricKey } from '../../../src/views/metrics.ts';
import { createNames, DEFAULT_NAMES } from '../../../src/views/names.ts';

setLogLevel('none');

/** What there is to ask for: an instrument of the agent or of a helper. */
interface Made {
  readonly name: string;
  readonly kind: string;
  readonly unit: string;
  readonly attributes: readonly string[];
}

const observed = useEveryHelper();
afterAll(() => {
  for (const { stop } of observed) stop();
});

const MADE = new Map([...madeByHelpers(), ...madeByAgent()].map((made) => [made.name, made]));

const ENTRIES = Object.entries<Metric>(METRICS).map(([key, metric]) => ({
  key: key as MetricKey,
  metric,
}));

describe.each(ENTRIES)('$key', ({ key, metric: { standard, classic } }) => {
  it('is an instrument that the agent or a helper makes', () => {
    const made = MADE.get(standard.instrument.name);
    expect(made).toMatchObject({ kind: standard.instrument.kind, unit: standard.instrument.unit });
    expect(made?.attributes).toEqual(expect.arrayContaining(Object.values(standard.labels)));
  });

  it('has the name that the page has', () => {
    const made = MADE.get(standard.instrument.name);
    const page = readCatalogue().flatMap(({ metrics }) => metrics);
    const pageName =
      page.find(({ name }) => name === standard.instrument.name)?.pageName ??
      metricName(
        { name: made?.name ?? '', unit: made?.unit ?? '', kind: standard.instrument.kind },
        '',
      );
    expect(createNames(DEFAULT_NAMES)(key).name).toBe(pageName);
  });

  it('has the classic name and labels of the classic page', () => {
    const rows = CLASSIC_METRICS.filter(({ from }) => from === standard.instrument.name);
    // What the app declares has no other name there, and `errors_total` is `errors_total`.
    if (rows.length === 0 || key === 'errors') return expect(classic).toBeUndefined();
    const row = rows.find(({ name }) => name === classic?.name);
    expect(row?.of).toBe(standard.instrument.kind);
    for (const [role, label] of Object.entries(classic?.labels ?? {})) {
      const attribute = standard.labels[role];
      const source = row?.labels[label];
      expect(source).toBeDefined();
      if (attribute !== undefined && source !== undefined) {
        expect(keyOf(source)).toBe(attribute);
      }
    }
  });

  it('has conditions on labels that it has, in both forms', () => {
    for (const form of classic === undefined ? [standard] : [standard, classic]) {
      for (const { role, value } of Object.values(form.conditions ?? {}).flat()) {
        expect(form.labels).toHaveProperty([role]);
        expect(() => new RegExp(`^(?:${value})$`)).not.toThrow();
      }
    }
  });

  it('has the same conditions in both forms', () => {
    const conditionsOf = (form: typeof standard | typeof classic) =>
      Object.keys(form?.conditions ?? {});
    if (classic !== undefined) expect(conditionsOf(classic)).toEqual(conditionsOf(standard));
  });
});

describe('names', () => {
  it.each([
    ['standard', '', 'UnderscoreEscapingWithSuffixes', 'http_server_request_duration_seconds'],
    ['standard', 'shop_', 'NoTranslation', 'shop_http.server.request.duration'],
    ['standard', '', 'NoUTF8EscapingWithSuffixes', 'http.server.request.duration_seconds'],
    ['classic', 'shop_', 'NoTranslation', 'shop_http_request_duration_seconds'],
  ] as const)('are those of the page: %s, prefix "%s", %s', (naming, prefix, translation, name) => {
    expect(createNames({ naming, prefix, translation })('requestDuration').name).toBe(name);
  });

  it('are standard ones in classic mode where there are no classic ones', () => {
    const names = createNames({ ...DEFAULT_NAMES, naming: 'classic' });
    expect(names('cacheHits')).toEqual({
      ...{ name: 'cache_hits_total', type: 'counter', conditions: {} },
      labels: { cache: 'cache_name', pattern: 'key_pattern' },
    });
  });
});

function keyOf(source: LabelSource): string {
  return typeof source === 'string' ? source : source.key;
}

function madeByAgent(): Made[] {
  return readCatalogue()
    .flatMap(({ metrics }) => metrics)
    .map(({ name, kind, unit }) => ({ name, kind, unit, attributes: ATTRIBUTES[name] ?? [] }));
}

function madeByHelpers(): Made[] {
  return [...processMetrics().provider.store.metrics()].map(({ descriptor, kind }) => ({
    ...{ name: descriptor.name, kind, unit: descriptor.unit },
    attributes: descriptor.labels?.names ?? [],
  }));
}

function useEveryHelper(): { stop(): void }[] {
  const products = cache('products');
  products.size(1);
  const mail = queue('mail');
  mail.size(1);
  mail.process('receipt', () => {});
  const github = externalApi('github');
  github.rateLimit('search', 1);
  ai('openai', 'gpt', { prices: { input: 1, output: 1 } });
  const stock = database('stock');
  operation('shop', 'checkout', () => {});
  errors.record(new Error('one'));
  business.userRegistrations.add(1, { source: 'web', status: 'success' });
  business.activeUsers.set(1, { period: 'day' });
  business.userActions.add(1, { action: 'view', endpoint: '/' });
  business.revenue.add(1, { currency: 'EUR', source: 'web', product: 'lamp' });
  business.conversionRate.set(1, { funnel_stage: 'order', segment: 'all' });
  return [mail.observe({ size: 0, pending: 0 }), stock.observe(() => ({ active: 0, idle: 1 }))];
}
