import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { MetricsOptions } from '../../../../../src/config/metrics-options.ts';
import { DELIVERED } from '../../../../../src/otlp/outcome.ts';
import { createSender, type Sender } from '../../../../../src/otlp/send/sender.ts';
import { freePort } from '../../../../support/app-process.ts';
import { configOf, listen, startCollector } from '../sending.ts';

vi.mock(import('node:child_process'), async (original) => {
  const { spawnSync: spawn, ...rest } = await original();
  return { ...rest, spawnSync: vi.fn(spawn) as never };
});

const AMPLE_MS = 20_000;
/** A request with one resource and nothing else. */
const PROTOBUF = Buffer.from([0x0a, 0]);
const JSON_TEXT = Buffer.from('{"resourceMetrics":[{}]}');

afterEach(() => {
  vi.unstubAllEnvs();
  Reflect.deleteProperty(process, 'pkg');
});

function senderTo(url: string, options: MetricsOptions = {}): Sender {
  return createSender(configOf({ otlpEndpoint: url, ...options }));
}

describe.each([
  ['http/protobuf', PROTOBUF],
  ['http/json', JSON_TEXT],
  ['grpc', PROTOBUF],
] as const)('from another process, over %s', (otlpProtocol, body) => {
  it('all requests are delivered, with the headers that are configured', async () => {
    const { url, accepted } = await startCollector(otlpProtocol);
    const sender = senderTo(url, { otlpProtocol, otlpHeaders: { 'x-tenant': 'shop' } });
    expect(sender.sendNow([body, body, body], AMPLE_MS)).toEqual(DELIVERED);
    expect(await accepted()).toMatchObject(Array(3).fill({ headers: { 'x-tenant': 'shop' } }));
  });

  it('nobody listens', async () => {
    const sender = senderTo(`http://127.0.0.1:${await freePort()}`, { otlpProtocol });
    expect(sender.sendNow([body], AMPLE_MS)).toEqual({
      ...{ isDelivered: false, isPassing: true },
      reason: 'connection refused (ECONNREFUSED)',
    });
  });

  it('nobody answers, and it ends in time', async () => {
    // While this process stands still, the system accepts connections for it.
    const sender = senderTo(`http://127.0.0.1:${await listen(createServer())}`, { otlpProtocol });
    expect(sender.sendNow([body], 700)).toEqual({
      ...{ isDelivered: false, isPassing: true },
      reason: expect.stringMatching(/^no answer within 0\.\d+ s$/),
    });
  });
});

it('the first request that fails is the last', async () => {
  const { url, accepted } = await startCollector('http/protobuf');
  const garbage = Buffer.from('garbage');
  expect(senderTo(url).sendNow([PROTOBUF, garbage, PROTOBUF], AMPLE_MS)).toMatchObject({
    ...{ isDelivered: false, isPassing: false },
    reason: 'answered 400 Bad Request',
  });
  expect(await accepted()).toHaveLength(1);
});

it('a process that has no time to begin is ended', async () => {
  const { url } = await startCollector('http/protobuf');
  expect(senderTo(url).sendNow([PROTOBUF], 0)).toMatchObject({ reason: 'no answer within 0 s' });
});

it('other processes see nothing of what is sent, and the process nothing of the app', async () => {
  const { url } = await startCollector('http/protobuf');
  vi.stubEnv('NODE_OPTIONS', '--import=data:text/javascript,process.exit(7)');
  const endpoint = `${url.replace('://', '://user:CANARY@')}/CANARY`;
  const sender = senderTo(endpoint, { otlpHeaders: { 'x-key': 'CANARY' } });
  expect(sender.sendNow([PROTOBUF], AMPLE_MS)).toEqual(DELIVERED);
  const [file, args, { input, ...options } = {}] = vi.mocked(spawnSync).mock.lastCall as never as [
    ...[string, string[], { input?: Buffer }],
  ];
  expect(String(input)).toContain('CANARY');
  expect(JSON.stringify([file, args, options])).not.toContain('CANARY');
});

it('a program that is not Node is not started once more', () => {
  vi.mocked(spawnSync).mockClear();
  Object.assign(process, { pkg: {} });
  expect(senderTo('http://127.0.0.1:1').sendNow([PROTOBUF], AMPLE_MS)).toEqual({
    ...{ isDelivered: false, isPassing: false },
    reason: 'an app in one file has no process to post it',
  });
  expect(spawnSync).not.toHaveBeenCalled();
});

/** What another process of Node says of no requests, by what it does before it sends. */
function sentElsewhere(before: string, ...flags: readonly string[]): unknown {
  const sender = JSON.stringify(
    join(import.meta.dirname, '../../../../../src/otlp/send/sender.ts'),
  );
  const config = JSON.stringify(configOf({ otlpEndpoint: 'http://127.0.0.1:1' }));
  const script = `
    import { createSender } from ${sender};
    ${before}
    console.log(JSON.stringify(createSender(${config}).sendNow([], ${AMPLE_MS})));`;
  const args = [...flags, '--input-type=module', '-e', script];
  const { stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return JSON.parse(stdout);
}

it('nothing was posted where the app has put its own in the place of spawnSync', () => {
  const replaced = `
    import childProcess from 'node:child_process';
    import { syncBuiltinESMExports } from 'node:module';
    childProcess.spawnSync = () => ({ error: new Error('broken') });
    syncBuiltinESMExports();`;
  expect(sentElsewhere(replaced)).toEqual(DELIVERED);
});

it('a process that may start no other says so', () => {
  expect(sentElsewhere('', '--permission', '--allow-fs-read=*')).toEqual({
    ...{ isDelivered: false, isPassing: false },
    reason: 'the process that posts it did not start (ERR_ACCESS_DENIED)',
  });
});
