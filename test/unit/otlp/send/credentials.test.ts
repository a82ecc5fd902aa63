import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MetricsOptions } from '../../../../src/config/metrics-options.ts';
import { CA, CA_FILE, CLIENT, SERVER } from '../../../support/otlp/certificates.ts';
import { configOf } from './sending.ts';

const said: string[] = [];
vi.mock(import('node:fs'), async (original) => {
  const fs = await original();
  const record = (fd: number, text: string) =>
    fd === 2 ? said.push(text) : fs.writeSync(fd, text);
  return { ...fs, writeSync: vi.fn(record) as never };
});

const folder = mkdtempSync(join(tmpdir(), 'CANARY-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GARBAGE = join(folder, 'garbage.pem');
writeFileSync(GARBAGE, 'CANARY');
const BROKEN = join(folder, 'broken.pem');
writeFileSync(BROKEN, CA.replace('MII', 'CANARY'));
const MISSING = join(folder, 'missing.pem');

const CERTIFICATE = 'OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE or OTEL_EXPORTER_OTLP_CERTIFICATE';
const KEY = 'OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY or OTEL_EXPORTER_OTLP_CLIENT_KEY';
const CLIENT_CERTIFICATE =
  'OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE or OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE';

/** What is read by these options, in a process that has said nothing yet. */
async function read(options: MetricsOptions): Promise<object> {
  vi.resetModules();
  const { readCredentials } = await import('../../../../src/otlp/send/credentials.ts');
  return readCredentials(configOf(options));
}

beforeEach(() => {
  said.length = 0;
});

const IDENTITY = { otlpClientKey: CLIENT.keyFile, otlpClientCertificate: CLIENT.certFile };

it('is nothing where nothing is configured', async () => {
  expect(await read({})).toEqual({});
  expect(said).toEqual([]);
});

it('is all that is configured', async () => {
  expect(await read({ otlpCertificate: CA_FILE, ...IDENTITY })).toEqual({
    ...{ ca: CA, key: CLIENT.key, cert: CLIENT.cert },
  });
  expect(said).toEqual([]);
});

describe('what cannot be used is left out and said, by the names of its variables', () => {
  it.each<[string, MetricsOptions, string]>([
    ['an authority that is not there', { otlpCertificate: MISSING }, CERTIFICATE],
    ['a folder', { otlpCertificate: folder }, CERTIFICATE],
    ['an authority that is no PEM', { otlpCertificate: GARBAGE }, CERTIFICATE],
    ['an authority that is broken', { otlpCertificate: BROKEN }, CERTIFICATE],
    ['a key for an authority', { otlpCertificate: CLIENT.keyFile }, CERTIFICATE],
    ['a key without a certificate', { otlpClientKey: CLIENT.keyFile }, KEY],
    ['a certificate without a key', { otlpClientCertificate: CLIENT.certFile }, CLIENT_CERTIFICATE],
    ['a key that is no PEM', { ...IDENTITY, otlpClientKey: GARBAGE }, KEY],
    [
      'a certificate that is none',
      { ...IDENTITY, otlpClientCertificate: GARBAGE },
      CLIENT_CERTIFICATE,
    ],
    ['the key of another certificate', { ...IDENTITY, otlpClientKey: SERVER.keyFile }, KEY],
  ])('%s', async (_what, options, variables) => {
    expect(await read(options)).toEqual({});
    expect(said).toEqual([expect.stringContaining(`${variables} `)]);
    expect(said.join()).not.toMatch(/CANARY|\.pem|\.key|BEGIN/);
  });

  it('and the rest is used', async () => {
    expect(await read({ otlpCertificate: GARBAGE, ...IDENTITY })).toEqual({
      ...{ key: CLIENT.key, cert: CLIENT.cert },
    });
    expect(await read({ otlpCertificate: CA_FILE, otlpClientKey: MISSING })).toEqual({ ca: CA });
    expect(said).toHaveLength(2);
  });
});
