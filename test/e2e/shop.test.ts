import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, freePort, scrape, startApp } from '../support/app-process.ts';
import { type ParsedMetric, parseExposition } from '../support/exposition-parser.ts';

const cwd = join(import.meta.dirname, '../../examples/shop');
const FLAGS = ['--import', '@acme/otel-metrics/register'];

const GEN_AI = ['gen_ai_operation_name', 'gen_ai_provider_name', 'gen_ai_request_model'];

type Row = [name: string, type: string, labels: readonly string[], optional?: readonly string[]];

/** The catalogue of custom metrics: names, types and labels on the page. */
const CATALOGUE: readonly Row[] = [
  ['user_registrations_total', 'counter', ['source', 'status']],
  ['active_users_count', 'gauge', ['period']],
  ['user_action_total', 'counter', ['action', 'endpoint']],
  ['revenue_total', 'counter', ['currency', 'source', 'product']],
  ['conversion_rate', 'gauge', ['funnel_stage', 'segment']],
  ['errors_total', 'counter', ['type', 'severity', 'component']],
  ['cache_hits_total', 'counter', ['cache_name', 'key_pattern']],
  ['cache_misses_total', 'counter', ['cache_name', 'key_pattern']],
  ['cache_size_bytes', 'gauge', ['cache_name']],
  ['queue_size', 'gauge', ['queue_name', 'priority']],
  ['queue_processing_duration_seconds', 'histogram', ['queue_name', 'job_type', 'status']],
  ['external_api_duration_seconds', 'histogram', ['service', 'endpoint', 'status_code']],
  ['external_api_rate_limit_remaining', 'gauge', ['service', 'endpoint']],
  ['gen_ai_client_operation_duration_seconds', 'histogram', GEN_AI, ['error_type']],
  ['gen_ai_client_token_usage', 'histogram', [...GEN_AI, 'gen_ai_token_type']],
  ['ai_cost_total', 'counter', ['provider', 'model', 'currency']],
  ['distributed_trace_duration_seconds', 'histogram', ['service', 'operation', 'status']],
  ['database_query_duration_seconds', 'histogram', ['operation', 'table', 'status']],
  ['database_connections_active', 'gauge', ['database', 'state']],
  ['basket_size', 'summary', []],
];

interface Books {
  readonly users: readonly { readonly source: string; readonly status: string }[];
  readonly visits: number;
  readonly orders: readonly { readonly product: string; readonly amount: number }[];
  readonly refused: number;
  readonly questions: number;
  readonly tokens: number;
  readonly waiting: number;
  readonly kept: number;
}

const ITEMS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** What customers do in a minute, and some who can't pay or ask nothing. */
async function visit(base: string): Promise<void> {
  const post = (path: string, body: object) =>
    fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).then((response) => response.arrayBuffer());
  const get = (path: string) => fetch(base + path).then((response) => response.arrayBuffer());
  await Promise.all([
    ...['web', 'app', 'web'].map((source) => post('/users', { name: 'Ada', source })),
    post('/users', { source: 'app' }),
  ]);
  for (const product of ['lamp', 'desk', 'lamp', 'lamp', 'yacht'])
    await get(`/products/${product}`);
  for (const items of ITEMS) {
    await post('/orders', { product: items <= 3 ? 'desk' : 'lamp', items, urgent: items === 1 });
  }
  for (let parcel = 0; parcel < 4; parcel++) await post('/parcels', {});
  await post('/orders', { product: 'lamp', tier: 'gold', coupon: 'spring' });
  await post('/orders', { product: 'yacht' });
  await post('/questions', { question: 'When does it ship?' });
  await post('/questions', { question: '' });
}

describe.each(['standard', 'classic'])('the shop, in %s names', (naming) => {
  let app: App;
  let books: Books;
  let page: ReadonlyMap<string, ParsedMetric>;

  beforeAll(async () => {
    const [port, metricsPort] = [await freePort(), await freePort()];
    app = startApp({
      ...{ cwd, args: [...FLAGS, 'app.mjs'] },
      env: {
        PORT: String(port),
        OTEL_EXPORTER_PROMETHEUS_PORT: String(metricsPort),
        ACME_METRICS_NAMING: naming,
      },
    });
    await app.printed(/shop on/);
    const base = `http://localhost:${port}`;
    await visit(base);
    books = (await (await fetch(`${base}/books`)).json()) as Books;
    const metrics = parseExposition(await scrape(metricsPort));
    page = new Map(metrics.map((metric) => [metric.name, metric]));
  });
  afterAll(() => app?.stop());

  /** The sum of the samples with these labels, of the name or of one of its endings. */
  function total(name: string, labels: Readonly<Record<string, string>> = {}, ending = ''): number {
    const samples = page.get(name)?.samples ?? [];
    return samples
      .filter((sample) => sample.name === name + ending)
      .filter(({ labels: own }) =>
        Object.entries(labels).every(([label, value]) => own[label] === value),
      )
      .reduce((sum, { value }) => sum + value, 0);
  }

  it.each<Row>(CATALOGUE)(
    'has %s, a %s with the labels %j',
    (name, type, labels, optional = []) => {
      const metric = page.get(name);
      expect(metric?.type).toBe(type);
      const sets = (metric?.samples ?? []).map((sample) =>
        Object.keys(sample.labels).filter((label) => label !== 'le' && label !== 'quantile'),
      );
      expect(sets.length).toBeGreaterThan(0);
      for (const set of sets) {
        expect(set.filter((label) => !optional.includes(label)).sort()).toEqual([...labels].sort());
      }
    },
  );

  it('says of registrations what its books say', () => {
    for (const source of ['web', 'app']) {
      for (const status of ['success', 'failure']) {
        const booked = books.users.filter((one) => one.source === source && one.status === status);
        expect(total('user_registrations_total', { source, status })).toBe(booked.length);
      }
    }
    const registered = books.users.filter(({ status }) => status === 'success').length;
    expect(total('active_users_count', { period: 'day' })).toBe(registered);
  });

  it('says of orders and money what its books say', () => {
    expect(books.orders.length).toBe(ITEMS.length + 1);
    for (const product of ['lamp', 'desk']) {
      const booked = books.orders.filter((order) => order.product === product);
      const amount = booked.reduce((sum, order) => sum + order.amount, 0);
      expect(total('revenue_total', { product })).toBe(amount);
    }
    expect(total('basket_value', {}, '_count')).toBe(books.orders.length);
    expect(total('coupons_redeemed_total', { campaign: 'spring' })).toBe(1);
    const checkout = { service: 'shop', operation: 'checkout', status: 'success' };
    expect(total('distributed_trace_duration_seconds', checkout, '_count')).toBe(
      books.orders.length,
    );
    expect(total('database_query_duration_seconds', { table: 'orders' }, '_count')).toBe(
      books.orders.length,
    );
    expect(total('user_action_total', { action: 'view' })).toBe(books.visits);
    expect(total('conversion_rate', { funnel_stage: 'order', segment: 'gold' })).toBe(1);
  });

  it('says of its cache, its queue and its partners what its books say', () => {
    expect(total('cache_misses_total', { cache_name: 'products' })).toBe(books.kept);
    expect(total('cache_hits_total', { cache_name: 'products' })).toBe(books.visits - books.kept);
    expect(total('queue_size', { queue_name: 'mail' })).toBe(books.waiting);
    const work = { queue_name: 'mail', job_type: 'receipt', status: 'success' };
    expect(total('queue_processing_duration_seconds', work, '_count')).toBe(4);
    expect(total('packing_seconds', { carrier: 'post' }, '_count')).toBe(4);
    const paid = { service: 'payments', endpoint: 'POST /payments' };
    const calls = (status_code: string) =>
      total('external_api_duration_seconds', { ...paid, status_code }, '_count');
    expect([calls('201'), calls('402')]).toEqual([books.orders.length, 1]);
    expect(total('external_api_rate_limit_remaining', paid)).toBe(100 - books.orders.length - 1);
    expect(total('gen_ai_client_operation_duration_seconds', {}, '_count')).toBe(books.questions);
    expect(total('errors_total', { component: 'assistant', severity: 'low' })).toBe(1);
    expect(total('errors_total', { component: 'shop', type: 'RangeError' })).toBe(1);
  });

  it('says of sizes, tokens, costs, connections and failures what its books say', () => {
    expect(total('cache_size_bytes', { cache_name: 'products' })).toBe(100 * books.kept);
    expect(total('gen_ai_client_token_usage', {}, '_sum')).toBe(books.tokens);
    expect(total('gen_ai_client_token_usage', {}, '_count')).toBe(2);
    // 18 tokens of the question at 1, and 6 of the answer at 4 dollars for a million.
    expect(books.tokens).toBe(24);
    expect(total('ai_cost_total', { currency: 'USD' })).toBeCloseTo((18 * 1 + 6 * 4) / 1e6, 12);
    expect(total('database_connections_active', { database: 'stock', state: 'idle' })).toBe(2);
    expect(total('database_connections_active', { database: 'stock', state: 'active' })).toBe(0);
    expect(total('user_action_total', { action: 'POST', endpoint: '/orders' })).toBe(books.refused);
    expect(total('errors_total', { component: 'shop' })).toBe(books.refused);
    const loads = { service: 'products', operation: 'load', status: 'success' };
    expect(total('distributed_trace_duration_seconds', loads, '_count')).toBe(books.kept);
    expect(total('database_query_duration_seconds', { table: 'products' }, '_count')).toBe(
      books.kept,
    );
  });

  it('counts a call to its partner once under its name, in whichever mode', () => {
    // The automatic series of the call has the name of the helper's in classic mode.
    expect(total('external_api_duration_seconds', {}, '_count')).toBe(books.orders.length + 1);
    const automatic = total('http_client_request_duration_seconds', {}, '_count');
    expect(automatic).toBe(naming === 'classic' ? 0 : books.orders.length + 1);
  });

  it('says the sizes of baskets within 1 %', () => {
    const sizes = [...ITEMS, 1].sort((one, other) => one - other);
    for (const quantile of ['0.5', '0.9', '0.95', '0.99']) {
      const exact = sizes[Math.ceil(Number(quantile) * sizes.length) - 1] ?? 0;
      expect(Math.abs(total('basket_size', { quantile }) / exact - 1)).toBeLessThanOrEqual(0.01);
    }
    expect(total('basket_size', {}, '_sum')).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(total('basket_size', {}, '_count')).toBe(sizes.length);
  });
});
