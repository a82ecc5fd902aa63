import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { distribution, fakeFamily } from '../exposition/fake-family.ts';
import { collectionOf, openEndpoint, type TestEndpoint } from './test-endpoint.ts';

const FAMILIES = [
  fakeFamily({ name: 'orders', kind: 'counter', series: [{ value: 3 }] }),
  fakeFamily({
    name: 'duration',
    kind: 'histogram',
    unit: 's',
    series: [{ distribution: distribution([], [3], 4) }],
  }),
  fakeFamily({ name: 'temperature', series: [{ value: 20 }] }),
];

const OPENMETRICS = { Accept: 'application/openmetrics-text;version=1.0.0' };
const PROTOBUF = {
  Accept:
    'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
};

let endpoint: TestEndpoint;
beforeAll(async () => {
  endpoint = await openEndpoint({}, { collect: async () => collectionOf(FAMILIES) });
});
afterAll(() => endpoint.stop());

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${endpoint.url()}${path}`, { headers });
}

/** The metrics of a page, by their TYPE lines. */
async function typesOf(response: Response): Promise<string[]> {
  return [...(await response.text()).matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name);
}

describe('some metrics', () => {
  it.each([
    ['?name[]=orders_total', ['orders_total']],
    ['?name%5B%5D=orders_total&name[]=temperature', ['orders_total', 'temperature']],
    ['?name[]=duration_seconds', ['duration_seconds']],
    ['?name[]=duration_seconds_bucket', ['duration_seconds']],
    ['?name[]=nothing', []],
    ['?name[]=target_info', ['target_info']],
    ['?name[]=target', ['target_info']],
    ['?name[]=', []],
    ['?name=orders_total', ['target_info', 'orders_total', 'duration_seconds', 'temperature']],
  ])('/metrics%s', async (query, names) => {
    const response = await get(`/metrics${query}`);
    expect(response.status).toBe(200);
    expect(await typesOf(response)).toEqual(names);
  });

  it('are a whole page in OpenMetrics, even where there is none', async () => {
    expect(await (await get('/metrics?name[]=nothing', OPENMETRICS)).text()).toBe('# EOF\n');
    const text = await (await get('/metrics?name[]=orders', OPENMETRICS)).text();
    expect(text).toMatch(/^# TYPE orders counter\norders_total 3\n(.*\n)?# EOF\n$/);
  });

  it('are bytes in protobuf', async () => {
    const response = await get('/metrics?name[]=temperature', PROTOBUF);
    expect(response.headers.get('content-type')).toContain('encoding=delimited');
    const bytes = new Uint8Array(await response.arrayBuffer());
    expect(bytes[0]).toBe(bytes.length - 1);
    expect((await get('/metrics?name[]=nothing', PROTOBUF)).status).toBe(200);
  });
});

describe('a single metric', () => {
  it.each(['orders_total', 'duration_seconds', 'duration_seconds_count', 'target_info'])(
    '/metrics/%s',
    async (name) => {
      const response = await get(`/metrics/${name}`);
      expect(response.status).toBe(200);
      expect(await typesOf(response)).toHaveLength(1);
    },
  );

  it.each([{}, OPENMETRICS, PROTOBUF])(
    'that is not there is a 404, asked for by %o',
    async (accept) => {
      const response = await get('/metrics/nothing', accept);
      expect(response.status).toBe(404);
      expect(await response.text()).toBe('No metric of this name is on the page.\n');
    },
  );

  it('is known by its decoded name; what is no encoded text is not found', async () => {
    expect((await get('/metrics/temper%61ture')).status).toBe(200);
    expect((await get('/metrics/%E0%A4')).status).toBe(404);
    expect((await get('/metrics/a/b')).status).toBe(404);
  });

  it('leaves the other pages below /metrics as they are', async () => {
    expect((await get('/metrics/stats')).headers.get('content-type')).toBe('application/json');
  });
});

describe('JSON', () => {
  const JSON_ACCEPT = { Accept: 'application/json' };

  it('is a single metric for who asks for it', async () => {
    const response = await get('/metrics/orders_total', JSON_ACCEPT);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toMatchObject({
      collectedAt: '1970-01-01T00:00:00.000Z',
      metrics: [{ name: 'orders_total', type: 'counter', series: [{ value: 3 }] }],
    });
  });

  it.each([
    ['application/json, text/plain, */*', 'application/json'],
    ['text/plain, application/json', 'text/plain'],
    ['application/json;q=0.5, text/plain;q=0.4', 'application/json'],
    ['application/json;q=0.4, application/openmetrics-text', 'application/openmetrics-text'],
    ['application/json;q=0', 'text/plain'],
    ['*/*', 'text/plain'],
  ])('Accept: %s gets %s', async (Accept, type) => {
    for (const path of ['/metrics/orders_total', '/metrics/nothing']) {
      const response = await get(path, { Accept });
      const isJson = type === 'application/json';
      if (response.status === 200) expect(response.headers.get('content-type')).toContain(type);
      else expect(response.headers.get('content-type') === type).toBe(isJson);
      await response.text();
    }
  });

  it('says in JSON that there is none', async () => {
    const response = await get('/metrics/nothing', JSON_ACCEPT);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: 'No metric of this name is on the page.' });
  });

  it('is no format of the whole page, which is for Prometheus', async () => {
    for (const path of ['/metrics', '/metrics?name[]=orders_total']) {
      const response = await get(path, JSON_ACCEPT);
      expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0.0.4/);
      await response.text();
    }
  });
});
