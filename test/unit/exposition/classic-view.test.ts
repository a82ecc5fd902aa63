import { describe, expect, it } from 'vitest';
import { createClassicView } from '../../../src/exposition/classic-view.ts';
import { StablePiece } from '../../../src/exposition/slice.ts';
import { createMeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { AGENT_SCOPE } from '../../../src/pipeline/self-metrics.ts';
import type { Family } from '../../../src/store/family.ts';
import type { AttributeLists } from '../../../src/store/key-filter.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { fakeHistogram, longFamily } from './count.ts';
import { distribution, type FakeFamily, fakeFamily } from './fake-family.ts';
import { createRenderer, render } from './render.ts';

const scope = { name: AGENT_SCOPE };
const DURATION: FakeFamily = {
  name: 'http.server.request.duration',
  ...{ kind: 'histogram', unit: 's', scope },
};

function viewed(families: readonly Family[], resource = {}): readonly Family[] {
  return createClassicView()({ resource, timeMs: 0, families, errors: [] }).families;
}

function pageOf(...families: FakeFamily[]): string {
  const { text, omissions } = render(viewed(families.map(fakeFamily)));
  expect(omissions).toEqual([]);
  parseExposition(text);
  return text;
}

describe('the classic view', () => {
  it('leaves alone what has no classic name, scope and all', () => {
    const families = [
      fakeFamily({ name: 'orders', kind: 'counter', scope: { name: 'shop' } }),
      fakeFamily({ name: 'process.uptime', unit: 's' }),
    ];
    expect(viewed(families)).toEqual(families);
  });

  it.each<[what: string, more: FakeFamily['more']]>([
    ['the app has declared', { labels: { names: ['http.route'], clean: (_, value) => value } }],
    ['a bridge brings', { isFinal: true }],
  ])('leaves alone what %s, whatever it is called', (_, more) => {
    for (const one of [scope, { name: 'app' }]) {
      const families = [fakeFamily({ ...DURATION, scope: one, more: more ?? {} })];
      expect(viewed(families)).toEqual(families);
    }
  });

  it('leaves alone what has the name of an automatic metric and is something else', () => {
    const families = [fakeFamily({ ...DURATION, kind: 'gauge' })];
    expect(viewed(families)).toEqual(families);
  });

  it('keeps the overflow series apart, and says nothing of it that is not known', () => {
    const page = pageOf({
      name: 'db.client.operation.duration',
      ...{ kind: 'histogram', scope },
      series: [
        { attributes: { 'otel.metric.overflow': true }, distribution: distribution([], [5]) },
        { distribution: distribution([], [7]) },
      ],
    });
    expect(page).toMatch(/_count\{otel_metric_overflow="true"\} 5$/m);
    expect(page).toMatch(/_count\{status="success"\} 7$/m);
  });

  it('adds up series that differ in what it leaves out, and makes no fuss of it', () => {
    const series = ['http', 'https'].map((scheme) => ({
      attributes: { 'http.request.method': 'GET', 'url.scheme': scheme },
      distribution: distribution([1], [2, 0], 0.5),
    }));
    const page = pageOf({ ...DURATION, series });
    expect(page).toContain('http_requests_total{method="GET"} 4\n');
    expect(page).toContain('http_request_duration_seconds_sum{method="GET"} 1\n');
  });

  it('adds up what two libraries measure under one name, and says so', () => {
    const series = [{ distribution: distribution([], [2]) }];
    const two = [AGENT_SCOPE, 'shop'].map((name) =>
      fakeFamily({ ...DURATION, scope: { name }, series }),
    );
    const { text, omissions } = render(viewed(two));
    expect(text).toContain('http_requests_total 4\n');
    expect(omissions).toMatchObject([
      { cause: 'merged_series', metric: 'http_request_duration_seconds', count: 1 },
      { cause: 'merged_series', metric: 'http_requests_total', count: 1 },
    ]);
  });

  it('keeps a counter of the app that has a classic name apart, by its scope', () => {
    const own = { name: 'http_requests_total', kind: 'counter', scope: { name: 'shop' } } as const;
    const page = pageOf({ ...DURATION, series: [{ distribution: distribution([], [2]) }] }, own);
    expect(page).toContain(
      'http_requests_total 2\nhttp_requests_total{otel_scope_name="shop"} 1\n',
    );
  });

  it('does not take the words of an object for those of a state', () => {
    const attributes = { 'db.client.connection.state': 'constructor' };
    const page = pageOf({
      name: 'db.client.connection.count',
      ...{ kind: 'up-down-counter', scope },
      series: [{ attributes }],
    });
    expect(page).toContain('database_connections_active{state="constructor"} 1\n');
  });

  it.each([
    ['24.21.0', '{major="24",minor="21",patch="0",version="v24.21.0"}'],
    ['v26.0.0-nightly2026', '{major="26",minor="0",patch="0",version="v26.0.0-nightly2026"}'],
  ])('has the version of Node.js %s', (version, labels) => {
    const { text } = render(viewed([], { 'process.runtime.version': version }));
    expect(text).toContain(`nodejs_version_info${labels} 1\n`);
  });

  it.each([{}, { 'process.runtime.version': '' }, { 'process.runtime.version': 24 }])(
    'has no version of Node.js where it is not known: %j',
    (resource) => {
      expect(viewed([], resource)).toEqual([]);
    },
  );
});

describe('what others measure under the names of automatic metrics', () => {
  const shop = { name: 'shop' };

  it('lost its labels and its scope, and was added up', () => {
    const page = pageOf(
      {
        ...{ name: 'errors', kind: 'counter', scope: shop },
        series: [
          { attributes: { route: '/pay', code: '500' }, value: 3 },
          { attributes: { route: '/cart', code: '502' }, value: 4 },
        ],
      },
      { name: 'process.cpu.utilization', scope: shop, series: [{ attributes: { cpu: 1 } }] },
    );
    expect(page).toContain('errors_total{code="500",otel_scope_name="shop",route="/pay"} 3\n');
    expect(page).toContain('errors_total{code="502",otel_scope_name="shop",route="/cart"} 4\n');
    expect(page).toContain('process_cpu_utilization{cpu="1",otel_scope_name="shop"} 1\n');
    expect(page).not.toContain('nodejs_cpu_usage_percent');
  });

  it('was counted twice where it is what the agent measures itself', () => {
    const series = [{ value: 100 }];
    const memory = { name: 'process.memory.usage', kind: 'up-down-counter', unit: 'By' } as const;
    const page = pageOf({ ...memory, scope, series }, { ...memory, scope: shop, series });
    expect(page).toContain('process_resident_memory_bytes 100\n');
    expect(page).toContain('process_memory_usage_bytes{otel_scope_name="shop"} 100\n');
  });

  it('lost an attribute that no convention knows, without a word', () => {
    const series = ['one', undefined].map((tenant) => ({
      attributes: { 'http.request.method': 'GET', 'url.scheme': 'http', ...(tenant && { tenant }) },
      distribution: distribution([], [2]),
    }));
    const page = pageOf({ ...DURATION, scope: shop, series });
    expect(page).toContain('http_requests_total{method="GET"} 2\n');
    expect(page).toMatch(
      /^http_server_request_duration_seconds_count\{.*otel_scope_name="shop",tenant="one".*\} 2$/m,
    );
    expect(page.match(/_count\{/g)).toHaveLength(2);
  });

  it.each(['@opentelemetry/instrumentation-http', '@opentelemetry/instrumentation-undici', 'shop'])(
    'has classic names where its attributes are the conventions’: %s',
    (name) => {
      const attributes = {
        ...{ 'http.request.method': 'GET', 'server.address': 'rates', 'server.port': 80 },
        ...{ 'url.scheme': 'http', 'network.protocol.version': '1.1' },
        ...{ 'url.template': '/rates/{id}', 'http.response.status_code': 200 },
      };
      const page = pageOf({
        ...{ name: 'http.client.request.duration', kind: 'histogram', unit: 's', scope: { name } },
        series: [{ attributes, distribution: distribution([], [2]) }],
      });
      expect(page).toContain(
        'external_api_duration_seconds_count{endpoint="/rates/{id}",service="rates",status_code="200"} 2\n',
      );
      expect(page).not.toContain('http_client');
    },
  );
});

describe('the classic status of queries', () => {
  const OPERATION: FakeFamily = {
    name: 'db.client.operation.duration',
    ...{ kind: 'histogram', unit: 's' },
  };
  const counted = distribution([], [1]);

  it.each<[string, AttributeLists]>([
    ['denied', { deny: ['error.type'] }],
    ['not allowed', { allow: ['db.operation.name'] }],
    ['not allowed, as all others', { allow: [] }],
  ])('was success for failures, with error.type %s by a rule', (_, attributes) => {
    const { getMeter, store } = createMeterProvider({
      ...{ cardinalityLimit: 2000, totalCardinalityLimit: 2000, seriesTtlMs: 0 },
      metrics: { 'db.*': { attributes } },
    });
    const duration = getMeter(AGENT_SCOPE).createHistogram(OPERATION.name, { unit: 's' });
    duration.record(0.1, { 'db.operation.name': 'SELECT', 'error.type': '42P01' });
    const { text } = render(viewed(store.families()));
    expect(text).toMatch(/^database_query_duration_seconds_count(\{operation="SELECT"\})? 1$/m);
    expect(text).not.toContain('status=');
  });

  it('is there with a rule that keeps error.type', () => {
    const { getMeter, store } = createMeterProvider({
      ...{ cardinalityLimit: 2000, totalCardinalityLimit: 2000, seriesTtlMs: 0 },
      metrics: { 'db.*': { attributes: { allow: ['error.type'], deny: ['server.port'] } } },
    });
    const duration = getMeter(AGENT_SCOPE).createHistogram(OPERATION.name, { unit: 's' });
    duration.record(0.1, { 'error.type': '42P01' });
    duration.record(0.1, { 'db.operation.name': 'SELECT' });
    const { text } = render(viewed(store.families()));
    expect(text).toContain('_count{status="error"} 1\n');
    expect(text).toContain('_count{status="success"} 1\n');
  });

  it("was success for failures that OpenTelemetry's package does not record as such", () => {
    const page = pageOf({
      ...{ ...OPERATION, scope: { name: '@opentelemetry/instrumentation-pg' } },
      series: [
        { attributes: { 'db.operation.name': 'SELECT' }, distribution: counted },
        { attributes: { 'error.type': '42P01' }, distribution: counted },
      ],
    });
    expect(page).toContain('database_query_duration_seconds_count{operation="SELECT"} 1\n');
    expect(page).toContain('database_query_duration_seconds_count{status="error"} 1\n');
  });
});

describe('what the classic view shows', () => {
  it('is a counter without buckets and exemplars, where it counts what a histogram has', () => {
    const exemplar = { bucket: 0, value: 0.5, timeMs: 1, traceId: '', spanId: '' };
    const series = [{ distribution: distribution([1], [2, 0], 0.5) }];
    const family = fakeHistogram({ ...DURATION, series }, [1]);
    for (const one of family.series()) Object.assign(one, { exemplars: [exemplar] });
    const shown = viewed([family]).map((one) => ({
      kind: one.kind,
      boundaries: one.descriptor.boundaries,
      exemplars: [...one.series()].flatMap(({ exemplars }) => exemplars),
    }));
    expect(shown).toEqual([
      { kind: 'histogram', boundaries: [1], exemplars: [exemplar] },
      { kind: 'counter', boundaries: [], exemplars: [] },
    ]);
  });

  it('is walked, not copied', () => {
    let lent = 0;
    const long = longFamily('v8js.resource.active', { size: 10_000, onSeries: () => lent++ });
    const [gauge] = viewed([{ ...long, kind: 'gauge', scope }]);
    expect(lent).toBe(0);
    const [group] = gauge?.groups() ?? [];
    const [block] = group?.blocks() ?? [];
    const [first] = block?.series() ?? [];
    expect(first?.value).toBeDefined();
    expect(lent).toBe(1);
  });

  it('is the same objects from page to page, so that nothing is written again', () => {
    const { getMeter, store } = createMeterProvider({
      cardinalityLimit: 2000,
      totalCardinalityLimit: 2000,
      seriesTtlMs: 0,
    });
    const errors = getMeter(AGENT_SCOPE).createCounter('errors');
    for (let id = 0; id < 600; id++) errors.add(1, { type: `${id}` });
    const view = createClassicView();
    const write = createRenderer();
    const page = () =>
      write(view({ resource: {}, timeMs: 0, families: store.families(), errors: [] }).families);
    const piecesOf = ({ slices }: ReturnType<typeof page>) =>
      slices.filter((slice) => slice instanceof StablePiece);
    const [one, other] = piecesOf(page());
    expect(one).toBeDefined();
    expect(piecesOf(page())).toEqual([one, other]);
    errors.add(1, { type: '0' });
    const [changed, unchanged] = piecesOf(page());
    expect(changed).not.toBe(one);
    expect(unchanged).toBe(other);
  });
});
