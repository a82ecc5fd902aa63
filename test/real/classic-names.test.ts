import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { scrape } from '../support/app-process.ts';
import { type OrdersApp, startOrdersApp } from '../support/orders-app.ts';
import { canRun, lintPage, type Prometheus, startPrometheus } from '../support/prometheus.ts';

const project = inject('packedProject');
const LINT_EXCEPTIONS = readFileSync(join(import.meta.dirname, 'lint-exceptions.txt'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** What dashboards and alerts of prom-client's users ask. */
const QUERIES = {
  rate: 'sum by (method, route, status_code) (rate(http_requests_total[5s])) > 0',
  latency:
    'histogram_quantile(0.95, sum by (le, route) (rate(http_request_duration_seconds_bucket[5s]))) > 0',
  'in flight': 'http_requests_in_flight >= 0',
  database:
    'rate(database_query_duration_seconds_count{status="success", operation="SELECT"}[5s]) > 0',
  connections: 'sum by (state) (database_connections_active{state=~"active|idle"}) >= 0',
  'event-loop lag': 'nodejs_eventloop_lag_p99_seconds > 0',
  heap: 'nodejs_heap_size_used_bytes / nodejs_heap_size_total_bytes > 0',
  'heap by space': 'nodejs_heap_space_size_used_bytes{space="old"} > 0',
  cpu: 'rate(process_cpu_seconds_total[5s]) > 0',
  memory: 'process_resident_memory_bytes > 0',
  descriptors: 'process_open_fds / process_max_fds > 0',
  uptime: 'time() - process_start_time_seconds > 0',
  version: 'nodejs_version_info{version=~"v.*", major!=""} == 1',
  resources: 'nodejs_active_resources_total == scalar(sum(nodejs_active_resources))',
};

describe.skipIf(!canRun('prometheus'))('a real Prometheus on the classic page', () => {
  let app: OrdersApp;
  let prometheus: Prometheus;

  beforeAll(async () => {
    app = await startOrdersApp(project, {
      name: 'classic-names',
      paths: ['/orders', '/orders/1', '/nothing'],
      env: { ACME_METRICS_NAMING: 'classic' },
    });
    prometheus = await startPrometheus({ orders: app.metricsPort });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await app?.stop();
  });

  it.each(Object.entries(QUERIES))('answers: %s', async (_name, query) => {
    expect((await prometheus.query(query)).length).toBeGreaterThan(0);
  });

  it('finds no error in the page, and no lint but the names on the list', async () => {
    const page = await scrape(app.metricsPort);
    expect(page).toContain(
      'http_requests_total{method="GET",route="/orders/:id",status_code="200"}',
    );
    const lints = lintPage(page);
    expect(lints.filter((line) => !LINT_EXCEPTIONS.some((name) => line.startsWith(name)))).toEqual(
      [],
    );
  });

  it('is not the reason for any line of the log', () => {
    expect(app.stderr()).not.toContain('series of');
  });
});
