import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadConfig, type Places } from '../../../../src/config/load.ts';
import type { MetricsOptions } from '../../../../src/config/metrics-options.ts';
import { logLines } from '../../../support/log-lines.ts';
import { CA, CA_FILE, CLIENT, SERVER } from '../../../support/otlp/certificates.ts';
import { configOf } from './sending.ts';

vi.mock(import('node:fs'), async (original) => {
  const { keepLines } = await import('../../../support/log-lines.ts');
  return keepLines(await original());
});

const folder = mkdtempSync(join(tmpdir(), 'CANARY-'));
afterAll(() => rmSync(folder, { recursive: true }));

const GARBAGE = join(folder, 'garbage.pem');
writeFileSync(GARBAGE, 'CANARY');
const BROKEN = join(folder, 'broken.pem');
writeFileSync(BROKEN, CA.replace('MII', 'CANARY'));
const MISSING = join(folder, 'missing.pem');

/** What is wrong with a file, for people. */
const NO_CERTIFICATE = 'is no readable file with a certificate in PEM';
const NO_KEY = 'is no readable file with an unencrypted private key in PEM';

const AUTHORITY = ['otlpCertificate', NO_CERTIFICATE] as const;

/** What is read by these options, in a process that has said nothing yet. */
async function read(options: MetricsOptions, places: Places = {}): Promise<object> {
  vi.resetModules();
  const { readCredentials } = await import('../../../../src/otlp/send/credentials.ts');
  return readCredentials(configOf(options), places);
}

beforeEach(() => {
  logLines.length = 0;
});

const IDENTITY = { otlpClientKey: CLIENT.keyFile, otlpClientCertificate: CLIENT.certFile };

it('is nothing where nothing is configured', async () => {
  expect(await read({})).toEqual({});
  expect(logLines).toEqual([]);
});

it('is all that is configured', async () => {
  expect(await read({ otlpCertificate: CA_FILE, ...IDENTITY })).toEqual({
    ...{ ca: CA, key: CLIENT.key, cert: CLIENT.cert },
  });
  expect(logLines).toEqual([]);
});

describe('what cannot be used is left out and said', () => {
  it.each<[string, MetricsOptions, keyof MetricsOptions, string]>([
    ['an authority that is not there', { otlpCertificate: MISSING }, ...AUTHORITY],
    ['a folder', { otlpCertificate: folder }, ...AUTHORITY],
    ['an authority that is no PEM', { otlpCertificate: GARBAGE }, ...AUTHORITY],
    ['an authority that is broken', { otlpCertificate: BROKEN }, ...AUTHORITY],
    ['a key for an authority', { otlpCertificate: CLIENT.keyFile }, ...AUTHORITY],
    [
      ...(['a key without a certificate', { otlpClientKey: CLIENT.keyFile }] as const),
      ...(['otlpClientKey', 'has no certificate beside it'] as const),
    ],
    [
      ...(['a certificate without a key', { otlpClientCertificate: CLIENT.certFile }] as const),
      ...(['otlpClientCertificate', 'has no key beside it'] as const),
    ],
    ['a key that is no PEM', { ...IDENTITY, otlpClientKey: GARBAGE }, 'otlpClientKey', NO_KEY],
    [
      ...(['a certificate that is none', { ...IDENTITY, otlpClientCertificate: GARBAGE }] as const),
      ...(['otlpClientCertificate', NO_CERTIFICATE] as const),
    ],
    [
      ...(['another key', { ...IDENTITY, otlpClientKey: SERVER.keyFile }] as const),
      ...(['otlpClientKey', 'is not the key of the certificate'] as const),
    ],
  ])('%s', async (_what, options, option, fault) => {
    const line = (place: string) => `[otel-metrics] ${place} ${fault}; it was left out\n`;
    expect(await read(options, { [option]: 'THE_VARIABLE' })).toEqual({});
    expect(await read(options)).toEqual({});
    expect(logLines).toEqual([line('THE_VARIABLE'), line(option)]);
    expect(logLines.join()).not.toMatch(/CANARY|\.pem|\.key|BEGIN/);
  });

  it.each(['OTEL_EXPORTER_OTLP_CERTIFICATE', 'OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE'])(
    'by the name of the variable: %s',
    async (variable) => {
      const { config, places } = loadConfig({ env: { [variable]: MISSING }, folder });
      await read(config, places);
      expect(logLines).toEqual([`[otel-metrics] ${variable} ${NO_CERTIFICATE}; it was left out\n`]);
    },
  );

  it('and the rest is used', async () => {
    expect(await read({ otlpCertificate: GARBAGE, ...IDENTITY })).toEqual({
      ...{ key: CLIENT.key, cert: CLIENT.cert },
    });
    expect(await read({ otlpCertificate: CA_FILE, otlpClientKey: MISSING })).toEqual({ ca: CA });
    expect(logLines).toHaveLength(2);
  });
});
