import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MetricsOptions } from '../../../../../src/config/metrics-options.ts';
import { VERSION } from '../../../../../src/foundation/version.ts';
import { DELIVERED } from '../../../../../src/otlp/outcome.ts';
import { createSender, type Sender } from '../../../../../src/otlp/send/sender.ts';
import { freePort } from '../../../../support/app-process.ts';
import { startGrpcReceiver } from '../../../../support/otlp/grpc-receiver.ts';
import type { OtlpReceiver, ReceiverMode } from '../../../../support/otlp/receiver.ts';
import { temporaryFolder, workIn } from '../../../pipeline/temporary-folder.ts';
import { closeLater, configOf, listen } from '../sending.ts';

/** A request with one resource and nothing else. */
const EMPTY = Buffer.from([0x0a, 0]);
const AMPLE_MS = 20_000;

async function collector(): Promise<OtlpReceiver> {
  const receiver = await startGrpcReceiver();
  closeLater(() => receiver.close());
  return receiver;
}

function senderTo(url: string, options: MetricsOptions = {}): Sender {
  return createSender(configOf({ otlpProtocol: 'grpc', otlpEndpoint: url, ...options }));
}

const failed = (reason: string, isPassing: boolean, retryAfterMs?: number) => ({
  ...{ isDelivered: false, reason, isPassing },
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});

describe.each(['gzip', 'none'] as const)('a call with compression %s', (otlpCompression) => {
  it('is delivered with the headers that are configured, and our name', async () => {
    const receiver = await collector();
    const otlpHeaders = { 'X-Tenant': 'shop' };
    const sender = senderTo(`${receiver.url}/v1/metrics`, { otlpHeaders, otlpCompression });
    expect(await sender.send(EMPTY, AMPLE_MS)).toEqual(DELIVERED);
    expect(await sender.send(EMPTY, AMPLE_MS)).toEqual(DELIVERED);
    expect(receiver.requests).toHaveLength(2);
    const { headers } = receiver.requests[0] ?? {};
    expect(headers).toMatchObject({ 'x-tenant': 'shop' });
    expect(headers?.['user-agent']).toMatch(
      new RegExp(`^acme-otel-metrics/${VERSION} OTel-OTLP-Exporter-JavaScript/`),
    );
  });
});

describe('what a collector answers', () => {
  it.each<[ReceiverMode, object]>([
    [{ status: 1 }, failed('answered CANCELLED', true)],
    [{ status: 3 }, failed('answered INVALID_ARGUMENT', false)],
    [{ status: 4 }, failed('answered DEADLINE_EXCEEDED', true)],
    [{ status: 7 }, failed('answered PERMISSION_DENIED', false)],
    [{ status: 8 }, failed('answered RESOURCE_EXHAUSTED', false)],
    [{ status: 8, retryAfter: 7 }, failed('answered RESOURCE_EXHAUSTED', true, 7000)],
    [{ status: 12 }, failed('answered UNIMPLEMENTED', false)],
    [{ status: 14 }, failed('answered UNAVAILABLE', true)],
    [{ status: 14, retryAfter: 3 }, failed('answered UNAVAILABLE', true, 3000)],
    [{ status: 14, retryAfter: 99_999 }, failed('answered UNAVAILABLE', true, 300_000)],
    [{ status: 16 }, failed('answered UNAUTHENTICATED', false)],
    ['black-hole', failed('no answer within 0.2 s', true)],
  ])('%j', async (mode, outcome) => {
    const receiver = await collector();
    receiver.mode = mode;
    const sender = senderTo(receiver.url);
    expect(await sender.send(EMPTY, mode === 'black-hole' ? 200 : AMPLE_MS)).toEqual(outcome);
    receiver.mode = 'up';
    expect(await sender.send(EMPTY, AMPLE_MS)).toEqual(DELIVERED);
  });
});

it('a call that never ends is said to have had what gRPC gets, where more was asked for', async () => {
  const receiver = await collector();
  receiver.mode = 'black-hole';
  const sender = senderTo(receiver.url);
  expect(await sender.send(EMPTY, AMPLE_MS)).toEqual(
    failed('no answer within 2 s, the most that gRPC gets', true),
  );
  expect(await sender.send(EMPTY, 2000)).toEqual(failed('no answer within 2 s', true));
});

it('nobody listens', async () => {
  const sender = senderTo(`http://127.0.0.1:${await freePort()}`);
  expect(await sender.send(EMPTY, AMPLE_MS)).toEqual(
    failed('connection refused (ECONNREFUSED)', true),
  );
});

it('what listens is no gRPC', async () => {
  const port = await listen(createServer((socket) => socket.end('CANARY\r\n\r\n')));
  const outcome = await senderTo(`http://127.0.0.1:${port}`).send(EMPTY, AMPLE_MS);
  expect(outcome).toEqual(failed('no answer in gRPC', true));
});

it('a name that nobody has was looked up in vain', async () => {
  expect(await senderTo('http://collector.invalid').send(EMPTY, AMPLE_MS)).toEqual(
    failed('the host was not looked up', true),
  );
});

describe('headers that fail each call', () => {
  it.each([
    ['of bytes', { 'x-trace-bin': 'CANARY' }],
    ['with a name of HTTP/1.1 alone', { 'CANARY|': 'CANARY' }],
    ['with a value beyond ASCII', { 'x-name': 'CANÄRY' }],
    ['with a tab', { 'x-name': 'CANARY\t' }],
    ['of a connection', { 'Keep-Alive': 'CANARY' }],
    ['of another protocol', { upgrade: 'CANARY', connection: 'CANARY' }],
  ])('%s are left out', async (_what, others) => {
    const receiver = await collector();
    const otlpHeaders = { 'x-tenant.a_1': '~ shop', ...others };
    const sender = senderTo(receiver.url, { otlpHeaders });
    expect(await sender.send(EMPTY, AMPLE_MS)).toEqual(DELIVERED);
    expect(receiver.requests[0]?.headers).toMatchObject({ 'x-tenant.a_1': '~ shop' });
    for (const name of Object.keys(others)) {
      expect(receiver.requests[0]?.headers).not.toHaveProperty(name.toLowerCase());
    }
  });
});

it('abort ends a call at once, and none after it', async () => {
  const receiver = await collector();
  receiver.mode = 'black-hole';
  const sender = senderTo(receiver.url);
  const sending = sender.send(EMPTY, AMPLE_MS);
  await receiver.until(() => receiver.attempts === 1);
  sender.abort();
  expect(await sending).toEqual(failed('it was cut short', true));
  receiver.mode = 'up';
  expect(await sender.send(EMPTY, AMPLE_MS)).toEqual(DELIVERED);
});

describe('the package that speaks gRPC', () => {
  const [, entry] = process.argv;
  afterEach(() => {
    process.argv[1] = entry as string;
    vi.doUnmock('node:module');
  });

  const EXPORTER = 'node_modules/@opentelemetry/exporter-metrics-otlp-grpc/index.js';
  const BASE = 'node_modules/@opentelemetry/otlp-grpc-exporter-base/index.js';

  it.each([
    ['beside the entry', 'app/main.js', 'elsewhere', `app/${BASE}`],
    ['beside the working directory', 'elsewhere/main.js', 'work', `work/${BASE}`],
    ['in the exporter itself', 'elsewhere/main.js', 'nested', `nested/${EXPORTER}/../${BASE}`],
  ])('is looked for %s', async (_what, main, folder, file) => {
    const places = ['app', 'work', 'nested'].map((place) => [`${place}/${EXPORTER}`, '']);
    const root = temporaryFolder({
      ...{ ...Object.fromEntries(places), 'app/main.js': '', 'elsewhere/main.js': '' },
      ...{ [`app/${BASE}`]: '', [`work/${BASE}`]: '', [`nested/${BASE}`]: '' },
      [`nested/${EXPORTER}/../${BASE}`]: '',
    });
    workIn(join(root, folder));
    process.argv[1] = join(root, main);
    const { findGrpcPackage } = await import('../../../../../src/otlp/send/grpc/package.ts');
    expect(findGrpcPackage()).toBe(join(root, file));
  });

  it('is asked for where it is missing', async () => {
    vi.resetModules();
    vi.doMock('node:module', () => ({
      createRequire: () => ({
        resolve() {
          throw new Error('not found');
        },
      }),
    }));
    const { createSender: create } = await import('../../../../../src/otlp/send/sender.ts');
    expect(() => create(configOf({ otlpProtocol: 'grpc' }))).toThrow(
      'the protocol grpc needs @opentelemetry/exporter-metrics-otlp-grpc beside the app: npm install @opentelemetry/exporter-metrics-otlp-grpc',
    );
  });
});
