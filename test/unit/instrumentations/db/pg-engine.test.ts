import { INVALID_SPAN_CONTEXT, type Tracer, trace } from '@opentelemetry/api';
import { afterAll, describe, expect, it } from 'vitest';
import { startPostgres } from '../../../support/postgres.ts';
import { CONFIG, loadPg, observe } from './fixtures/observed.ts';
import { countOperations, readPools } from './fixtures/readings.ts';
import { connected } from './fixtures/traffic.ts';

const spans: string[] = [];
const tracer: Pick<Tracer, 'startSpan'> = {
  startSpan(name) {
    spans.push(name);
    return trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  },
};
trace.setGlobalTracerProvider({ getTracer: () => tracer as Tracer });

// pg is loaded by everything below, and has to be watched before that.
const { provider, stop } = observe('opentelemetry');
const pg = await loadPg('cjs');
const postgres = await startPostgres();
afterAll(() => postgres.stop());

describe("OpenTelemetry's package as the pg engine", () => {
  it('measures into our store, in the configured buckets', async () => {
    const client = await connected(pg, postgres.settings);
    await client.query('SELECT 1');
    await client.end();
    expect(await countOperations(provider)).toEqual(new Map([['SELECT', 1]]));
    const [duration] = provider.store
      .families()
      .filter(({ descriptor }) => descriptor.name === 'db.client.operation.duration');
    expect(duration?.descriptor.boundaries).toEqual(CONFIG.databaseBuckets);
    expect(duration?.scope.name).toBe('@opentelemetry/instrumentation-pg');
  });

  it("sends no spans to the app's tracer", async () => {
    trace.getTracer('app').startSpan('of the app');
    const pool = new pg.Pool(postgres.settings);
    await pool.query('SELECT 1');
    await pool.end();
    expect(Object.keys(await readPools(provider))).toHaveLength(1);
    expect(spans).toEqual(['of the app']);
  });

  it('measures no more when it is stopped', async () => {
    const before = await countOperations(provider);
    stop();
    const client = await connected(pg, postgres.settings);
    await client.query('SELECT 1');
    await client.end();
    expect(await countOperations(provider)).toEqual(before);
  });
});
