import { once } from 'node:events';
import { get, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { loadConfig } from '../../../../src/config/load.ts';
import { OBSERVERS } from '../../../../src/instrumentations/catalog.ts';
import { createErrorObserver } from '../../../../src/instrumentations/process/errors.ts';
import type { Collection } from '../../../../src/pipeline/collection.ts';
import { createMeterProvider } from '../../../../src/pipeline/meter-provider.ts';
import { AGENT_SCOPE, createSelfMetrics } from '../../../../src/pipeline/self-metrics.ts';
import { freePort } from '../../../support/app-process.ts';
import { startPostgres } from '../../../support/postgres.ts';
import { loadPg } from '../../instrumentations/db/fixtures/observed.ts';
import { loopSampled } from '../../instrumentations/runtime/observed.ts';

const ORDER = '{"article":"tea"}';

/**
 * What every observer records of an app that serves, calls and queries: 3 orders read, 1 written,
 * 1 failure, 1 unknown path, each called by the app itself, 1 call refused; 2 queries, 1 in vain.
 */
export async function observeApp(): Promise<Collection> {
  const provider = createMeterProvider({
    cardinalityLimit: 2000,
    totalCardinalityLimit: 10_000,
    seriesTtlMs: 0,
  });
  const config = { ...loadConfig({ env: {}, folder: '/' }).config, httpBodySizes: true };
  const meter = provider.getMeter(AGENT_SCOPE);
  const errors = createErrorObserver();
  const stops = [...OBSERVERS, errors].map((observer) => observer.start(meter, config));
  createSelfMetrics(provider).scrapeDuration.record(0.001);
  errors.uncaughtException(new TypeError('nobody caught it'));
  await serve();
  const endQuerying = await query();
  await loopSampled(2, config.eventLoopResolutionMs);
  await provider.observables.observe();
  for (const stop of stops) stop();
  const families = provider.store.families();
  await endQuerying();
  return {
    resource: { 'service.name': 'shop', 'process.runtime.version': '24.21.0' },
    timeMs: 0,
    families,
    errors: [],
  };
}

async function serve(): Promise<void> {
  const app = express()
    .get('/orders/:id', (_request, response) => void response.json({}))
    .get('/broken', (_request, response) => void response.status(500).end())
    .post('/orders', (_request, response) => void response.status(201).end());
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  for (const path of ['/orders/1', '/orders/2', '/orders/3', '/broken', '/nothing']) {
    const [response] = await once(get({ host: '127.0.0.1', port, path }), 'response');
    await once(response.resume(), 'end');
  }
  const headers = { 'content-length': ORDER.length };
  const order = request({ host: '127.0.0.1', port, path: '/orders', method: 'POST', headers });
  const [response] = await once(order.end(ORDER), 'response');
  await once(response.resume(), 'end');
  server.close();
  await once(server, 'close');
  await once(get({ host: '127.0.0.1', port: await freePort() }), 'error');
}

/** The pool stays open until the returned function is called, with one client taken and one not. */
async function query(): Promise<() => Promise<void>> {
  const pg = await loadPg('cjs');
  const postgres = await startPostgres();
  const pool = new pg.Pool(postgres.settings);
  const taken = await pool.connect();
  await pool.query('CREATE TABLE orders (id int)');
  await taken.query('SELECT * FROM orders');
  await taken.query('SELECT * FROM nowhere').catch(() => {});
  return async () => {
    taken.release();
    await pool.end();
    await postgres.stop();
  };
}
