import { afterEach, describe, expect, it } from 'vitest';
import { CA, CLIENT, SERVER } from '../../../support/otlp/certificates.ts';
import { startGrpcReceiver } from '../../../support/otlp/grpc-receiver.ts';
import type {
  OtlpReceiver,
  ReceiverMode,
  ReceiverOptions,
} from '../../../support/otlp/receiver.ts';
import { startOtlpReceiver } from '../../../support/otlp/receiver.ts';
import { AggregationTemporality, collectSamples, type Protocol, send } from './upstream.ts';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'] as const;
/** Upstream's JSON has null where JSON has no number; the protocol's has the text `NaN`. */
const NOT_A_NUMBER = {
  'http/protobuf': { value: Number.NaN },
  'http/json': {},
  grpc: { value: Number.NaN },
};
const TIME = expect.any(BigInt);
const ORDERS = {
  scope: { name: 'shop', version: '1.2' },
  name: 'orders',
  description: 'Orders.',
  unit: '{order}',
  kind: 'sum',
  monotonic: true,
};
/** Of the points recorded, the ones that a histogram's kinds share. */
const OF_HISTOGRAMS = { attributes: {}, count: 5, sum: 107, min: 0, max: 100, exemplars: [] };

const running: OtlpReceiver[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((receiver) => receiver.close()));
});

async function start(protocol: Protocol, options?: ReceiverOptions): Promise<OtlpReceiver> {
  const receiver = await (protocol === 'grpc' ? startGrpcReceiver : startOtlpReceiver)(options);
  running.push(receiver);
  return receiver;
}

function urlOf(receiver: OtlpReceiver, protocol: Protocol): string {
  return protocol === 'grpc' ? receiver.url : `${receiver.url}/v1/metrics`;
}

async function push(receiver: OtlpReceiver, protocol: Protocol, timeoutMillis = 5000) {
  const metrics = await collectSamples(AggregationTemporality.DELTA);
  return send(protocol, { url: urlOf(receiver, protocol), timeoutMillis }, metrics);
}

describe.each(PROTOCOLS)('what upstream sends by %s', (protocol) => {
  it.each([
    ['none', AggregationTemporality.CUMULATIVE, 'cumulative'],
    ['gzip', AggregationTemporality.DELTA, 'delta'],
  ])('is read field by field, with compression %s', async (compression, selected, temporality) => {
    const receiver = await start(protocol);
    const metrics = await collectSamples(selected);
    const error = await send(protocol, { url: urlOf(receiver, protocol), compression }, metrics);
    expect(error).toBeUndefined();
    const [request] = receiver.requests;
    expect(request?.resource).toEqual({ 'service.name': 'shop', replicas: 2 });
    const times = { startTimeUnixNano: TIME, timeUnixNano: TIME };
    const { scope } = ORDERS;
    expect([...(request?.metrics ?? [])].sort(byName)).toEqual([
      {
        ...{ scope, name: 'level', description: '', unit: '', kind: 'gauge' },
        points: [{ attributes: {}, ...times, ...NOT_A_NUMBER[protocol], exemplars: [] }],
      },
      {
        ...ORDERS,
        temporality,
        points: [
          {
            attributes: { s: '', n: -2, f: 1.5, b: false, l: ['x', 'y'] },
            ...times,
            value: 3,
            exemplars: [],
          },
          { attributes: { s: 'ü' }, ...times, value: 4, exemplars: [] },
        ],
      },
      {
        ...{ scope, name: 'orders.native', description: '', unit: '' },
        ...{ kind: 'exponentialHistogram', temporality },
        points: [
          {
            ...OF_HISTOGRAMS,
            ...times,
            ...{ scale: -2, zeroCount: 1, zeroThreshold: 0 },
            positive: { offset: -1, bucketCounts: [1, 2, 1] },
            negative: { offset: 0, bucketCounts: [] },
          },
        ],
      },
      {
        ...{ scope, name: 'orders.seconds', description: '', unit: 's', kind: 'histogram' },
        temporality,
        points: [{ ...OF_HISTOGRAMS, ...times, bucketCounts: [2, 2, 1], explicitBounds: [1, 5] }],
      },
      {
        ...{ scope, name: 'stock', description: '', unit: '', kind: 'sum', monotonic: false },
        temporality,
        points: [{ attributes: {}, ...times, value: -7.5, exemplars: [] }],
      },
    ]);
    const made = metrics.scopeMetrics[0]?.metrics[0]?.dataPoints[0]?.endTime ?? [0, 0];
    const nanos = BigInt(made[0]) * 1_000_000_000n + BigInt(made[1]);
    expect(receiver.points('orders')[0]?.timeUnixNano).toBe(nanos);
  });

  it('counts by series: the newest values, or all of them', async () => {
    const receiver = await start(protocol);
    await push(receiver, protocol);
    await push(receiver, protocol);
    expect(receiver.requests).toHaveLength(2);
    expect(receiver.points('orders')).toHaveLength(2);
    const totals = ['orders', 'orders.seconds', 'nothing'].map((name) => [
      receiver.lastTotal(name),
      receiver.deltaTotal(name),
    ]);
    expect(totals).toEqual([
      [7, 14],
      [5, 10],
      [0, 0],
    ]);
    receiver.clear();
    expect([receiver.attempts, receiver.requests.length, receiver.deltaTotal('orders')]).toEqual([
      0, 0, 0,
    ]);
  });

  const refusal = protocol === 'grpc' ? 3 : 400;
  it.each<[ReceiverMode, RegExp]>([
    [{ status: refusal }, /refused|Bad Request/],
    ['black-hole', /timed out|deadline|timeout/i],
    ['garbage', /./],
  ])('is an attempt alone where the mode is %j', async (mode, message) => {
    const receiver = await start(protocol);
    receiver.mode = mode;
    const error = await push(receiver, protocol, 500);
    expect(error?.message ?? error?.name).toMatch(message);
    expect(receiver.attempts).toBeGreaterThanOrEqual(1);
    expect([receiver.requests.length, receiver.lastTotal('orders')]).toEqual([0, 0]);
    receiver.mode = 'up';
    expect(await push(receiver, protocol)).toBeUndefined();
    expect(receiver.lastTotal('orders')).toBe(7);
  });

  it('is accepted without an answer where the receiver is silent', async () => {
    const receiver = await start(protocol);
    receiver.mode = 'silent';
    const error = await push(receiver, protocol, 500);
    expect(error?.message ?? error?.name).toMatch(/timed out|deadline|timeout/i);
    expect(receiver.deltaTotal('orders')).toBe(7 * receiver.requests.length);
    expect(receiver.requests.length).toBe(receiver.attempts);
    expect(receiver.attempts).toBeGreaterThanOrEqual(1);
  });

  it('is accepted late where the receiver is slow, several at once', async () => {
    const receiver = await start(protocol);
    receiver.mode = 'slow';
    receiver.slowMs = 500;
    const late = [push(receiver, protocol), push(receiver, protocol)];
    await receiver.until(() => receiver.attempts === 2);
    receiver.mode = 'up';
    expect(await push(receiver, protocol)).toBeUndefined();
    expect(receiver.requests).toHaveLength(1);
    expect(await Promise.all(late)).toEqual([undefined, undefined]);
    expect(receiver.requests).toHaveLength(3);
    expect(receiver.mostInFlight).toBe(3);
  });

  it('is refused from its end on, until the port is taken again', async () => {
    const first = await start(protocol);
    const { port } = first;
    await first.close();
    running.length = 0;
    expect(await push(first, protocol, 500).catch((error) => error)).toBeInstanceOf(Error);
    expect(first.attempts).toBe(0);
    const second = await start(protocol, { port });
    expect(second.port).toBe(port);
    expect(await push(second, protocol)).toBeUndefined();
    expect(second.attempts).toBe(1);
  });
});

describe.each(['http/protobuf', 'grpc'] as const)('a receiver with TLS, over %s', (protocol) => {
  it.each([
    ['accepts a client that its authority knows', CLIENT, undefined],
    ['refuses a client without a certificate', undefined, expect.any(Error)],
  ])('%s', async (_what, client, error) => {
    const tls = { key: SERVER.key, cert: SERVER.cert, ca: CA, requestCert: true };
    const receiver = await start(protocol, { tls });
    expect(receiver.url).toMatch(/^https:/);
    const metrics = await collectSamples(AggregationTemporality.DELTA);
    const options = { url: urlOf(receiver, protocol), timeoutMillis: 1000 };
    expect(await send(protocol, { ...options, tls: { ca: CA, ...client } }, metrics)).toEqual(
      error,
    );
    expect(receiver.lastTotal('orders')).toBe(error === undefined ? 7 : 0);
  });
});

it('says when to come back, over HTTP', async () => {
  const receiver = await start('http/json');
  receiver.mode = { status: 429, retryAfter: 3 };
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ resourceMetrics: [{}] });
  const response = await fetch(receiver.url, { method: 'POST', headers, body });
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '3']);
});

it('says when to come back, over gRPC', async () => {
  const receiver = await start('grpc');
  receiver.mode = { status: 8, retryAfter: 3 };
  const error = await push(receiver, 'grpc', 500);
  const { metadata } = error as Error & { metadata: { get(name: string): Buffer[] } };
  expect(metadata.get('grpc-status-details-bin')[0]?.toString('latin1')).toBe(
    '\b\b\x1a\x30\n(type.googleapis.com/google.rpc.RetryInfo\x12\x04\n\x02\b\x03',
  );
});

it.each([
  ['application/x-protobuf', 'no message'],
  ['application/json', '{'],
  ['text/plain', ''],
])('answers 400 to what is no %s', async (type, body) => {
  const receiver = await start('http/json');
  const headers = { 'content-type': type };
  const response = await fetch(receiver.url, { method: 'POST', headers, body });
  expect(response.status).toBe(400);
  await expect(receiver.until(() => receiver.requests.length > 0, 20)).rejects.toThrow(
    /of 1 requests 0 were accepted; last fault: \w*Error/,
  );
});

it('waits until something holds', async () => {
  const receiver = await start('http/json');
  const waiting = receiver.until(() => receiver.requests.length === 1);
  await push(receiver, 'http/json');
  await waiting;
  expect(receiver.requests).toHaveLength(1);
});

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
