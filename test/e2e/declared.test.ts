import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { freePort, runApp, scrape, startApp } from '../support/app-process.ts';
import { createProject, nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const node = nodeBinary(cwd, '24') ?? process.execPath;
const REGISTER = '@acme/otel-metrics/register';
const APPS = ['declared-app.cjs', 'declared-app.mjs'];

/** What the app has measured, but for the times. */
const MEASURED = [
  'orders_total{channel="web"} 3',
  'orders_total{channel="shop"} 0',
  'rooms_free 10',
  'sessions 7',
  'basket_EUR_bucket{le="10"} 1',
  'basket_EUR_bucket{le="50"} 2',
  'basket_EUR_bucket{le="+Inf"} 3',
  'basket_EUR_sum 95',
  'basket_EUR_count 3',
  'upload_size_bytes_sum 100',
  'upload_size_bytes_count 1',
  'checkout_seconds_bucket{status="success",tier="gold",le="60"} 2',
  'checkout_seconds_count{status="success",tier="gold"} 2',
  'import_rows_total{source="crm"} 5',
];

interface Start {
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The page of an app that has measured. */
async function pageOf(file: string, { flags = [], env = {} }: Start): Promise<string[]> {
  const port = await freePort();
  const app = startApp({
    ...{ cwd, command: node, args: [...flags, file] },
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), STAYS: '1', ...env },
  });
  try {
    await app.printed(/measured/);
    const page = await scrape(port);
    expect(app.stderr()).toBe('');
    return page.split('\n');
  } finally {
    await app.stop();
  }
}

describe.each(APPS)('what %s declares and measures is on the page', (file) => {
  it.each<[string, Start]>([
    ['with --import', { flags: ['--import', REGISTER] }],
    ['with --require', { flags: ['--require', REGISTER] }],
    ['with an agent from code, before', { env: { START_FROM_CODE: 'before' } }],
    ['with an agent from code that comes after', { env: { START_FROM_CODE: 'after' } }],
    [
      'in classic names',
      { flags: ['--import', REGISTER], env: { ACME_METRICS_NAMING: 'classic' } },
    ],
  ])('%s', async (_case, start) => {
    expect(await pageOf(file, start)).toEqual(expect.arrayContaining(MEASURED));
  });

  it.each<[string, Start]>([
    ['without any agent', {}],
    ['switched off', { flags: ['--import', REGISTER], env: { ACME_METRICS_ENABLED: 'false' } }],
  ])(
    'or nowhere, and the app runs and ends as ever: %s',
    async (_case, { flags = [], env = {} }) => {
      const end = await runApp({ cwd, command: node, args: [...flags, file], env });
      expect(end).toMatchObject({ code: 0, signal: null, stdout: 'measured\n', stderr: '' });
    },
  );
});

describe('with a second copy of the package that was preloaded', () => {
  let other: string;
  beforeAll(() => {
    other = createProject(inject('tarball'), { dependencies: {} });
  });
  afterAll(() => rmSync(other, { recursive: true, force: true }));

  it.each(APPS)('%s measures into that one', async (file) => {
    const copy = join(other, 'node_modules/@acme/otel-metrics/dist/register.mjs');
    expect(await pageOf(file, { flags: ['--import', copy] })).toEqual(
      expect.arrayContaining(MEASURED),
    );
  });
});

it('has types that refuse wrong labels, and runs as it is typed', async () => {
  const end = await runApp({ cwd, command: node, args: ['typed-metrics.mts'] });
  expect(end).toMatchObject({ code: 0, stdout: 'typed\n' });
});
