import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { freePort, runApp, samples, scrape, startApp } from '../support/app-process.ts';

const project = inject('packedProject');
const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** What the page and the log say of the app under rules; `file` is a config file's text. */
async function runUnder({ file = '', env = {} }: { file?: string; env?: Record<string, string> }) {
  const cwd = mkdtempSync(join(tmpdir(), 'otel-metrics-rules-'));
  folders.push(cwd);
  symlinkSync(join(project, 'node_modules'), join(cwd, 'node_modules'));
  if (file !== '') writeFileSync(join(cwd, 'otel-metrics.config.yaml'), file);
  const port = await freePort();
  const app = startApp({
    cwd,
    args: ['--import', '@acme/otel-metrics/register', join(project, 'rules-app.cjs')],
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), ...env },
  });
  const [, appPort] = await app.printed(/listening (\d+)/);
  await (await fetch(`http://127.0.0.1:${appPort}/`)).text();
  const page = await scrape(port);
  const stats = JSON.parse(await scrape(port, '/metrics/stats'));
  return { page, stats, stderr: (await app.stop()).stderr };
}

/** Lines of the page that begin so, without comments. */
function lines(page: string, beginning: string): string[] {
  return page.split('\n').filter((line) => line.startsWith(beginning));
}

const SCOPE = 'otel_scope_name="shop"';

it('without rules, everything is there', async () => {
  const { page } = await runUnder({});
  expect(lines(page, 'shop_orders_total{')).toHaveLength(3);
  expect(lines(page, 'debug_calls_total{')).toHaveLength(3);
  expect(lines(page, 'pool_')).toHaveLength(2);
});

describe('the rules of a config file', () => {
  const FILE = `
metrics:
  shop.orders: { rename: orders.placed, attributes: { deny: [user.id] } }
  shop.wait: { buckets: [0.1, 1], attributes: { allow: [region] }, scope: false }
  shop.visits: { limit: 4 }
  pool.*.used: { rename: pool.used }
  debug.*: { drop: true }
  http.server.*: { attributes: { allow: [http.response.status_code] }, buckets: [10], scope: false }
  acme.metrics.agent.errors: { drop: true }
`;

  it('show in each line that they are about', async () => {
    const { page, stats, stderr } = await runUnder({ file: FILE });
    expect(lines(page, 'orders_placed')).toEqual([`orders_placed_total{${SCOPE},region="eu"} 6`]);
    expect(page).not.toMatch(/shop_orders|user_id|debug_|acme_metrics_agent_errors/);
    expect(lines(page, 'shop_wait')).toEqual([
      'shop_wait_seconds_bucket{region="eu",le="0.1"} 0',
      'shop_wait_seconds_bucket{region="eu",le="1"} 3',
      'shop_wait_seconds_bucket{region="eu",le="+Inf"} 3',
      expect.stringMatching(/^shop_wait_seconds_sum\{region="eu"\} 0\.[89]/),
      'shop_wait_seconds_count{region="eu"} 3',
    ]);
    expect(samples(page, 'shop_visits_total').map(({ value }) => value)).toEqual([1, 1, 1, 7]);
    expect(lines(page, 'shop_level')).toEqual([`shop_level{${SCOPE}} 7`]);
    expect(lines(page, 'pool_used')).toEqual([`pool_used{${SCOPE}} 5`]);
    expect(lines(page, 'http_server_request_duration_seconds_bucket')).toEqual([
      'http_server_request_duration_seconds_bucket{http_response_status_code="200",le="10"} 1',
      'http_server_request_duration_seconds_bucket{http_response_status_code="200",le="+Inf"} 1',
    ]);
    expect(stats.seriesCountByMetricName).toContainEqual(
      expect.objectContaining({ name: 'shop_visits_total', value: 4, limitUsed: 1 }),
    );
    expect(stderr.split('\n').filter(Boolean)).toEqual([
      expect.stringContaining(
        "metric 'shop.visits' has as many series as rule 'shop.visits' allows",
      ),
    ]);
  });
});

it('a rule may drop everything, and no observer minds', async () => {
  const { page, stderr } = await runUnder({ file: 'metrics: { "*": { drop: true } }' });
  expect(page.split('\n').filter((line) => /^\w/.test(line))).toEqual([
    expect.stringMatching(/^target_info\{/),
  ]);
  expect(stderr).toBe('');
});

it('the rules of a variable: bad ones are named, the others count', async () => {
  const rules = { 'debug.*': { drop: true, limit: 'hunter2' }, 'shop.*': 'hunter2' };
  const { page, stderr } = await runUnder({ env: { ACME_METRICS_RULES: JSON.stringify(rules) } });
  expect(page).not.toContain('debug_');
  expect(lines(page, 'shop_orders_total{')).toHaveLength(3);
  expect(stderr).not.toContain('hunter2');
  expect(stderr.split('\n').filter(Boolean)).toEqual([
    expect.stringMatching(/ACME_METRICS_RULES: "debug\.\*": "limit" is not a whole number/),
    expect.stringMatching(/ACME_METRICS_RULES: "shop\.\*" is not an object of drop, rename/),
  ]);
});

describe('rules in code', () => {
  const run = (script: string) => runApp({ cwd: project, args: ['-e', script] });

  it('with a mistake throw, naming it', async () => {
    const { stdout } = await run(`
      const { startMetrics } = require('@acme/otel-metrics');
      try {
        startMetrics({ metrics: { 'shop.*': { drop: true, limit: 1 } } });
      } catch ({ code, message }) {
        console.log(code, message);
      }
    `);
    expect(stdout).toContain('ACME_METRICS_INVALID_OPTION');
    expect(stdout).toContain('"shop.*": "limit" is not a whole number from 2 to 1000000');
  });

  it('stay those of the first start, and a later one that asks for others is told', async () => {
    const { stdout, stderr } = await run(`
      const { startMetrics, shutdownMetrics } = require('@acme/otel-metrics');
      const { metrics } = require('@opentelemetry/api');
      const rules = () => ({ 'debug.*': { drop: true } });
      const start = (options) => startMetrics({ port: 0, ...options });
      start({ metrics: rules() });
      shutdownMetrics()
        .then(() => (start({ metrics: rules() }), shutdownMetrics()))
        .then(async () => {
          console.error('now others');
          const agent = start({ metrics: {}, histograms: 'native', scopeLabels: false });
          metrics.getMeter('shop').createCounter('debug.calls').add(1);
          metrics.getMeter('shop').createCounter('orders').add(1);
          while (agent.url() === undefined) await new Promise((next) => setTimeout(next, 10));
          console.log(await (await fetch(agent.url())).text());
          await shutdownMetrics();
        });
    `);
    expect(lines(stdout, 'orders_total')).toEqual([`orders_total{${SCOPE}} 1`]);
    expect(stdout).not.toContain('debug_');
    expect(stderr.split('\n').filter(Boolean)).toEqual([
      'now others',
      expect.stringMatching(
        /scopeLabels, histograms, metrics: what the agent was first started with stays in force$/,
      ),
    ]);
  });
});
