import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { environmentOf } from '../../scripts/demo/database.ts';
import { freePort, samples, scrape, startApp } from '../support/app-process.ts';
import { NODE_VERSIONS, nodeBinary } from '../support/packed-project.ts';
import { type Postgres, startPostgres } from '../support/postgres.ts';

const APPS = [
  ...['express5.cjs', 'express5.mjs', 'express4.cjs', 'express4.mjs'],
  ...['fastify5.cjs', 'fastify5.mjs'],
];
const REQUESTS = 10;

let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres();
  const client = new pg.Client(postgres.settings);
  await client.connect();
  await client.query('CREATE TABLE users (id integer PRIMARY KEY, name text)');
  await client.query("INSERT INTO users SELECT i, 'user ' || i FROM generate_series(1, 10) AS i");
  await client.end();
});

afterAll(() => postgres?.stop());

describe.each(NODE_VERSIONS)('the packed package on Node %s', (version) => {
  const project = inject('packedProject');
  const node = nodeBinary(project, version);

  it.skipIf(node === undefined).each(APPS)('measures %s by route and by table', async (file) => {
    const port = await freePort();
    const app = startApp({
      cwd: project,
      command: node as string,
      args: ['--import', '@acme/otel-metrics/register', file],
      env: { ...environmentOf(postgres.settings), OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
    });
    try {
      const [, appPort] = await app.printed(/listening (\d+)/);
      for (let id = 1; id <= REQUESTS; id++) {
        const response = await fetch(`http://127.0.0.1:${appPort}/users/${id}`);
        expect(await response.json()).toMatchObject({ name: `user ${id}` });
      }
      const page = await scrape(port);
      const requests = samples(page, 'http_server_request_duration_seconds_count');
      expect(requests).toEqual([
        { labels: expect.stringContaining('http_route="/users/:id"'), value: REQUESTS },
      ]);
      const queries = samples(page, 'db_client_operation_duration_seconds_count', {
        db_operation_name: 'SELECT',
      });
      expect(queries).toEqual([
        { labels: expect.stringContaining('db_collection_name="users"'), value: REQUESTS },
      ]);
      expect(app.stderr()).toBe('');
    } finally {
      await app.stop();
    }
  });
});
