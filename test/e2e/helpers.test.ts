import { expect, inject, it } from 'vitest';
import { type App, freePort, runApp, samples, scrape, startApp } from '../support/app-process.ts';
import { nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const node = nodeBinary(cwd, '24') ?? process.execPath;
const FLAGS = ['--import', '@acme/otel-metrics/register'];

/** What the app has measured, but for the times, in both naming modes. */
const MEASURED = [
  'user_registrations_total{source="web",status="success"} 2',
  'active_users_count{period="day"} 120',
  'user_action_total{action="search",endpoint="/search"} 3',
  'revenue_total{currency="EUR",product="books",source="shop"} 49.9',
  'conversion_rate{funnel_stage="checkout",segment="new"} 0.25',
  'errors_total{component="payments",severity="high",type="PaymentError"} 1',
  'errors_total{component="app",severity="medium",type="_OTHER"} 1',
  'distributed_trace_duration_seconds_count{operation="checkout",service="shop",status="success"} 1',
  'distributed_trace_duration_seconds_count{operation="checkout",service="shop",status="error"} 1',
  'distributed_trace_duration_seconds_bucket{operation="checkout",service="shop",status="error",le="30"} 1',
  'database_query_duration_seconds_count{operation="SELECT",status="success",table="items"} 1',
  'database_query_duration_seconds_bucket{operation="SELECT",status="success",table="items",le="5"} 1',
  'database_connections_active{database="stock",state="active"} 3',
  'database_connections_active{database="stock",state="idle"} 7',
  'database_connections_active{database="orders",state="active"} 1',
];
const SECRETS = /4111|example\.com/;

async function pageOf(
  file: string,
  { line, env = {} }: { line: RegExp; env?: Record<string, string> },
): Promise<{ page: string; app: App }> {
  const port = await freePort();
  const app = startApp({
    ...{ cwd, command: node, args: [...FLAGS, file] },
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), STAYS: '1', ...env },
  });
  try {
    await app.printed(line);
    return { page: await scrape(port), app };
  } finally {
    await app.stop();
  }
}

it.each(['standard', 'classic'])('every helper is on the page in %s names', async (naming) => {
  const env = { ACME_METRICS_NAMING: naming };
  const { page, app } = await pageOf('helpers-app.cjs', { line: /measured/, env });
  expect(page.split('\n')).toEqual(expect.arrayContaining(MEASURED));
  expect(page).not.toMatch(SECRETS);
  expect(page.match(/^# HELP errors_total .*/gm)).toHaveLength(1);
  expect(app.stderr()).toBe('');
});

it.each<[string, string[], Record<string, string>]>([
  ['without an agent', [], {}],
  ['switched off', FLAGS, { ACME_METRICS_ENABLED: 'false' }],
])('%s, the app runs and ends as ever', async (_title, flags, env) => {
  const end = await runApp({ cwd, command: node, args: [...flags, 'helpers-app.cjs'], env });
  expect(end).toMatchObject({ code: 0, signal: null, stdout: 'measured\n', stderr: '' });
});

it('an error that was recorded before the crash, or after it, is one in the family', async () => {
  const { page } = await pageOf('recorded-crash.cjs', { line: /survived/ });
  const counts = (type: string) =>
    samples(page, 'errors_total', { type }).map(({ labels, value }) => [
      /component="([^"]*)"/.exec(labels)?.[1],
      value,
    ]);
  expect(counts('CrashError')).toEqual([['orders', 2]]);
  expect(counts('TypeError')).toEqual([['process', 1]]);
  expect(counts('CarefulWarning')).toEqual([['process', 1]]);
});

it('has types that fit apps of Express and Fastify, and runs as it is typed', async () => {
  const end = await runApp({ cwd, command: node, args: ['typed-helpers.mts'] });
  expect(end).toMatchObject({ code: 0, stdout: 'typed 7\n' });
});
