import { describe, expect, it } from 'vitest';
import { createProducer } from '../../../src/pipeline/producer.ts';
import { createUpstreamPage } from '../../../src/server/page-engine.ts';
import { distribution, fakeFamily } from '../exposition/fake-family.ts';
import { rawRequest, request } from './raw-request.ts';
import { collectionOf, openEndpoint } from './test-endpoint.ts';

const FAMILIES = [
  fakeFamily({
    name: 'orders',
    kind: 'counter',
    description: 'Orders.',
    series: [{ attributes: { status: 'paid' }, value: 3 }],
  }),
  fakeFamily({
    name: 'duration',
    kind: 'histogram',
    unit: 's',
    series: [{ distribution: distribution([1], [2, 1], 4) }],
  }),
];

function upstream(prefix = '') {
  const producer = createProducer(async () => collectionOf(FAMILIES));
  return createUpstreamPage(producer, prefix);
}

describe("OpenTelemetry's page out of our store", () => {
  it('is what its serializer writes: no unit words, target_info of our resource', async () => {
    await using endpoint = await openEndpoint({}, { page: upstream() });
    const response = await fetch(`${endpoint.url()}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    expect(text).toContain('target_info{service_name="shop"} 1\n');
    expect(text).toContain('# HELP orders_total Orders.\n');
    expect(text).toMatch(/^orders_total\{status="paid".*\} 3$/m);
    expect(text).toMatch(/^duration_bucket\{.*le="\+Inf"\} 3$/m);
    expect(text).not.toContain('duration_seconds');
  });

  it('takes the prefix', async () => {
    await using endpoint = await openEndpoint({}, { page: upstream('shop_') });
    const text = await (await fetch(`${endpoint.url()}/metrics`)).text();
    expect(text).toMatch(/^shop_orders_total\{/m);
  });

  it('stands behind the same rules', async () => {
    await using endpoint = await openEndpoint({}, { page: upstream() });
    const evil = await rawRequest(endpoint.openPort, request('GET /metrics', 'Host: evil.example'));
    expect(evil?.status).toBe(421);
  });

  it('answers 500 where collecting failed, and not a page without metrics', async () => {
    const producer = createProducer(async () => ({ ...collectionOf([]), errors: ['store: no'] }));
    await using endpoint = await openEndpoint({}, { page: createUpstreamPage(producer, '') });
    expect((await fetch(`${endpoint.url()}/metrics`)).status).toBe(500);
  });

  it('answers 500 where the exporter would end the process', async () => {
    const broken = { collect: async () => ({ resourceMetrics: null as never, errors: [] }) };
    const page = createUpstreamPage(broken, '');
    await using endpoint = await openEndpoint({}, { page });
    expect((await fetch(`${endpoint.url()}/metrics`)).status).toBe(500);
  });
});
