import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { scrape } from '../support/app-process.ts';
import { type OrdersApp, startOrdersApp } from '../support/orders-app.ts';
import { canRun, lintPage, type Prometheus, startPrometheus } from '../support/prometheus.ts';

const project = inject('packedProject');
/** Names that the conventions fix and promtool dislikes; nothing else may be on the list. */
const LINT_EXCEPTIONS = readFileSync(join(import.meta.dirname, 'lint-exceptions.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

const README = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');

/** The queries that the README recommends, over a time that a test has; and what else is promised. */
const QUERIES = {
  ...readmeQueries(),
  pool: 'sum by (db_client_connection_state) (db_client_connection_count)',
  'event-loop lag': 'nodejs_eventloop_delay_p99_seconds > 0',
  'garbage collection': 'sum by (v8js_gc_type) (v8js_gc_duration_seconds_count)',
  memory: 'process_memory_usage_bytes > 0',
};

describe.skipIf(!canRun('prometheus'))("a real Prometheus on the demo's app", () => {
  let app: OrdersApp;
  let prometheus: Prometheus;

  beforeAll(async () => {
    app = await startOrdersApp(project, {
      name: 'express-postgres',
      paths: ['/orders', '/orders/1', '/orders/1/invoice', '/reports/sales', '/nothing'],
    });
    prometheus = await startPrometheus({ orders: app.metricsPort });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await app?.stop();
  });

  it('is asked what the README recommends', () => {
    expect(Object.keys(QUERIES)).toHaveLength(8);
  });

  it('is up', async () => {
    expect(await prometheus.query('up{job="orders"} == 1')).toHaveLength(1);
  });

  it.each(Object.entries(QUERIES))('answers: %s', async (_name, query) => {
    expect((await prometheus.query(query)).length).toBeGreaterThan(0);
  });

  it('knows routes by their templates only', async () => {
    const routes = await prometheus.query(
      'count by (http_route) (http_server_request_duration_seconds_count{http_route!=""})',
      (results) => results.length >= 4,
    );
    expect(routes.map(({ metric }) => metric['http_route']).sort()).toEqual([
      ...['/orders', '/orders/:id', '/orders/:id/invoice', '/reports/sales'],
    ]);
  });

  it('finds no error in the page, and no lint but the names that the conventions fix', async () => {
    const lints = lintPage(await scrape(app.metricsPort));
    expect(lints.filter((line) => !LINT_EXCEPTIONS.some((name) => line.startsWith(name)))).toEqual(
      [],
    );
  });
});

/** Title to query: each `# title` of the block is followed by its query. */
function readmeQueries(): Record<string, string> {
  const block = /```promql\n([\s\S]*?)```/.exec(README)?.[1] ?? '';
  const parts = block.split(/^# /m).slice(1);
  return Object.fromEntries(
    parts.map((part) => {
      const [title = '', ...lines] = part.split('\n');
      return [title, `(${lines.join(' ').replaceAll('[5m]', '[5s]')}) > 0`];
    }),
  );
}
