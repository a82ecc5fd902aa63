import { describe, expect, inject, it } from 'vitest';
import { freePort, startApp } from '../support/app-process.ts';

const project = inject('packedProject');

const UTF_8 = 'text/plain;version=1.0.0;escaping=allow-utf-8';

/** The page and the log of an app with these variables, without what the agent measures itself. */
async function runWith(env: Record<string, string>, accept = '*/*') {
  const port = await freePort();
  const app = startApp({
    cwd: project,
    args: ['--import', '@acme/otel-metrics/register', 'names-app.cjs'],
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), OTEL_SERVICE_NAME: 'shop', ...env },
  });
  await app.printed(/listening (\d+)/);
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { Accept: accept } });
  const page = await response.text();
  const lines = page
    .split('\n')
    .filter((line) => /^[^#]*(orders|wait|fill)/.test(line) && !/agent|target_info/.test(line));
  return { page, lines, stderr: (await app.stop()).stderr };
}

it('names and labels are as they always were where nothing is set', async () => {
  const { lines, stderr } = await runWith({});
  expect(lines).toEqual([
    'orders_placed_total{order_channel="web",otel_scope_name="shop"} 2',
    'orders_placed_total{order_channel="web",otel_scope_name="billing"} 2',
    'wait_seconds_bucket{otel_scope_name="shop",le="1"} 1',
    'wait_seconds_bucket{otel_scope_name="shop",le="+Inf"} 1',
    'wait_seconds_sum{otel_scope_name="shop"} 0.5',
    'wait_seconds_count{otel_scope_name="shop"} 1',
    'wait_seconds_bucket{otel_scope_name="billing",le="1"} 1',
    'wait_seconds_bucket{otel_scope_name="billing",le="+Inf"} 1',
    'wait_seconds_sum{otel_scope_name="billing"} 0.5',
    'wait_seconds_count{otel_scope_name="billing"} 1',
    'fill_ratio{otel_scope_name="shop"} 0.25',
  ]);
  expect(stderr).toBe('');
});

describe('without scope labels', () => {
  it('series of two scopes that meet are added up, counted and said once', async () => {
    const { lines, page, stderr } = await runWith({ ACME_METRICS_SCOPE_LABELS: 'false' });
    expect(lines).toEqual([
      'orders_placed_total{order_channel="web"} 4',
      'wait_seconds_bucket{le="1"} 2',
      'wait_seconds_bucket{le="+Inf"} 2',
      'wait_seconds_sum 1',
      'wait_seconds_count 2',
      'fill_ratio 0.25',
    ]);
    expect(page).not.toContain('otel_scope_name');
    const said = stderr.split('\n').filter((line) => line.includes('orders_placed_total'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('1 series of orders_placed_total added to others on the page');
  });
});

describe('resource attributes as labels', () => {
  it('are those that are listed, on every series, and still in target_info', async () => {
    const { lines, page, stderr } = await runWith({
      ACME_METRICS_RESOURCE_CONSTANT_LABELS: 'service.name,deployment.environment',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test,team=orders',
    });
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      expect(line).toContain('deployment_environment="test"');
      expect(line).toContain('service_name="shop"');
      expect(line).not.toContain('team');
    }
    expect(page).toMatch(/^target_info\{.*deployment_environment="test".*team="orders"/m);
    expect(stderr).toBe('');
  });

  it('that do not exist are said in one line', async () => {
    const { lines, stderr } = await runWith({
      ACME_METRICS_RESOURCE_CONSTANT_LABELS: 'service.name,nothing',
    });
    expect(lines[0]).toContain('service_name="shop"');
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/ACME_METRICS_RESOURCE_CONSTANT_LABELS.*"nothing".*target_info/),
    ]);
  });
});

describe('the translation strategy', () => {
  it.each([
    ['UnderscoreEscapingWithSuffixes', '*/*', 'orders_placed_total{order_channel="web",'],
    ['UnderscoreEscapingWithSuffixes', UTF_8, 'orders_placed_total{order_channel="web",'],
    ['UnderscoreEscapingWithoutSuffixes', '*/*', 'orders_placed{order_channel="web",'],
    ['NoUTF8EscapingWithSuffixes', '*/*', 'orders_placed_total{order_channel="web",'],
    ['NoUTF8EscapingWithSuffixes', UTF_8, '{"orders.placed_total","order.channel"="web",'],
    ['NoTranslation', '*/*', 'orders_placed{order_channel="web",'],
    ['NoTranslation', UTF_8, '{"orders.placed","order.channel"="web",'],
    [
      'NoTranslation',
      'text/plain;version=1.0.0;escaping=dots',
      'orders_dot_placed{order_dot_channel="web",',
    ],
    [
      'NoTranslation',
      'text/plain;version=1.0.0;escaping=values',
      'U__orders_2e_placed{U__order_2e_channel="web",',
    ],
  ])('%s for %s', async (strategy, accept, beginning) => {
    const env = { ACME_METRICS_TRANSLATION_STRATEGY: strategy };
    const { lines, stderr } = await runWith(env, accept);
    expect(lines[0]?.slice(0, beginning.length)).toBe(beginning);
    expect(stderr).toBe('');
  });
});

it('classic names are those of prom-client for what is measured automatically', async () => {
  const { page, stderr } = await runWith({ ACME_METRICS_NAMING: 'classic' });
  expect(page).toMatch(/^process_resident_memory_bytes \d+$/m);
  expect(page).toMatch(/^process_cpu_user_seconds_total \S+$/m);
  expect(page).toMatch(/^nodejs_version_info\{.*version="v/m);
  expect(page).toContain('orders_placed_total{order_channel="web",otel_scope_name="shop"} 2');
  expect(stderr).toBe('');
});

it("OpenTelemetry's page engine says what it does not know, and loses no native histogram", async () => {
  const { page, stderr } = await runWith({
    ACME_METRICS_PAGE_ENGINE: 'opentelemetry',
    ACME_METRICS_HISTOGRAMS: 'native',
    ACME_METRICS_NAMING: 'classic',
    ACME_METRICS_SCOPE_LABELS: 'false',
  });
  expect(page).toMatch(/^wait_bucket\{.*otel_scope_name="shop".*le="\+Inf"\} 1$/m);
  expect(page).toMatch(/^wait_sum\{.*\} 0\.5$/m);
  expect(stderr.trim().split('\n')).toEqual([
    expect.stringMatching(
      /opentelemetry does not know ACME_METRICS_NAMING, ACME_METRICS_SCOPE_LABELS$/,
    ),
  ]);
});
