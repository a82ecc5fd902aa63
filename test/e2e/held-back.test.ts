import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { environmentOf } from '../../scripts/demo/database.ts';
import { freePort, samples, scrape, startApp } from '../support/app-process.ts';
import { NODE_VERSIONS, nodeBinary } from '../support/packed-project.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';

const cwd = inject('packedProject');
const TIMES = 4;
const WAYS = 3;

let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres();
  const client = new pg.Client(postgres.settings);
  await client.connect();
  await client.query('CREATE TABLE items (id integer PRIMARY KEY)');
  await client.end();
});
afterAll(() => postgres?.stop());

/** Counts by family, by whether a helper or an observer made the series. */
async function countsOf(
  command: string,
  env: Record<string, string>,
): Promise<(family: string, labels?: Record<string, string>) => number> {
  const port = await freePort();
  const app = startApp({
    ...{ cwd, command, args: ['--import', '@acme/otel-metrics/register', 'held-back-app.cjs'] },
    env: {
      ...environmentOf(postgres.settings),
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      ...env,
    },
  });
  try {
    await app.printed(/called/);
    const page = await scrape(port);
    // Of the engine of OpenTelemetry and of `fetch` some series are the same in classic names.
    expect(app.stderr().replace(/.* another series has the same labels\n/, '')).toBe('');
    return (family, labels = {}) =>
      samples(page, `${family}_count`, labels).reduce((total, { value }) => total + value, 0);
  } finally {
    await app.stop();
  }
}

describe.each(NODE_VERSIONS)('one call counts once in a family on Node %s', (version) => {
  const node = nodeBinary(cwd, version);

  it.skipIf(node === undefined).each(['native', 'opentelemetry'])(
    'in classic names, with the HTTP engine %s',
    async (engine) => {
      const count = await countsOf(node as string, {
        ACME_METRICS_NAMING: 'classic',
        ACME_METRICS_HTTP_ENGINE: engine,
      });
      const API = 'external_api_duration_seconds';
      for (const endpoint of ['fetch', 'http', 'keep-alive']) {
        expect(count(API, { service: 'orders', endpoint })).toBe(TIMES);
      }
      expect(count(API, { service: '127.0.0.1' })).toBe(TIMES * WAYS);
      expect(count(API)).toBe(TIMES * WAYS * 2);
      const DATABASE = 'database_query_duration_seconds';
      expect(count(DATABASE, { table: 'stock' })).toBe(TIMES);
      expect(count(DATABASE, { table: 'items' })).toBe(TIMES + 1);
      expect(count(DATABASE)).toBe(TIMES * 2 + 1);
    },
  );

  it.skipIf(node === undefined)("in OpenTelemetry's names", async () => {
    const count = await countsOf(node as string, {});
    expect(count('external_api_duration_seconds')).toBe(TIMES * WAYS);
    expect(count('http_client_request_duration_seconds')).toBe(TIMES * WAYS * 2);
    expect(count('database_query_duration_seconds')).toBe(TIMES);
    expect(count('db_client_operation_duration_seconds')).toBe(TIMES * 2 + 1);
  });
});
