import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { type App, freePort, scrape, startApp, waitFor } from '../support/app-process.ts';
import { type ParsedSample, parseExposition } from '../support/exposition-parser.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp/receiver.ts';
import { storedSamples } from '../support/otlp/stored.ts';
import { samenessFaults } from '../support/sameness.ts';

const project = inject('packedProject');

let receiver: OtlpReceiver;
let app: App;

beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(async () => {
  await app?.stop();
  await receiver.close();
});

/** Starts the app and waits until it measures nothing more. */
async function startEverything(env: Readonly<Record<string, string>>): Promise<number> {
  const port = await freePort();
  app = startApp({
    cwd: project,
    args: ['--import', '@acme/otel-metrics/register', 'everything.cjs'],
    env: {
      OTEL_METRICS_EXPORTER: 'prometheus,otlp',
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: `${receiver.url}/v1/metrics`,
      OTEL_METRIC_EXPORT_INTERVAL: '500',
      ACME_METRICS_BRIDGE_PROM_CLIENT: 'true',
      ...env,
    },
  });
  await app.printed(/all is measured/);
  return port;
}

async function scraped(port: number): Promise<ParsedSample[]> {
  return parseExposition(await scrape(port))
    .flatMap(({ samples }) => samples)
    .filter(({ name }) => name !== 'target_info')
    .map((sample) => {
      // The receiver does not read it.
      const { otel_scope_schema_url: _, ...labels } = sample.labels;
      return { ...sample, labels };
    });
}

/** Of the sums, in each request. */
function pushedTemporalities(): (string | undefined)[] {
  const metrics = receiver.requests.flatMap((request) => request.metrics);
  return metrics.filter(({ kind }) => kind === 'sum').map(({ temporality }) => temporality);
}

interface Case {
  readonly what: string;
  readonly env: Readonly<Record<string, string>>;
  /** Of the sums; all are cumulative where none is given. */
  readonly temporalities?: readonly string[];
  /** Names that show that the case is what it says. */
  readonly names: readonly string[];
}

describe('what is pushed is what is scraped', () => {
  it.each<Case>([
    { what: 'in protobuf', env: {}, names: ['http_server_request_duration_seconds_count'] },
    {
      what: 'in JSON',
      env: { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      names: ['upload_size_bytes_sum', 'waits'],
    },
    {
      what: 'as deltas, added up',
      env: { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta', ROUNDS: '4' },
      temporalities: ['cumulative', 'delta'],
      names: ['http_server_request_duration_seconds_count'],
    },
    {
      what: 'under classic names',
      env: { ACME_METRICS_NAMING: 'classic' },
      names: ['http_request_duration_seconds_count', 'http_requests_total', 'nodejs_version_info'],
    },
    {
      what: 'under classic names as deltas, added up',
      env: {
        ACME_METRICS_NAMING: 'classic',
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
        ROUNDS: '4',
      },
      temporalities: ['cumulative', 'delta'],
      names: ['http_requests_total'],
    },
    {
      what: 'with a prefix',
      env: { ACME_METRICS_PREFIX: 'shop_' },
      names: ['shop_http_server_request_duration_seconds_count', 'shop_clicks'],
    },
    {
      what: 'in parts',
      env: { ACME_METRICS_OTLP_MAX_SERIES: '100' },
      names: ['http_server_request_duration_seconds_count'],
    },
  ])('$what', async ({ env, temporalities = ['cumulative'], names }) => {
    const port = await startEverything(env);
    let faults: readonly string[] = [];
    await waitFor(
      async () => {
        const pushed = storedSamples(receiver.requests);
        const page = await scraped(port);
        faults = samenessFaults({ scraped: page, pushed, digits: 12 });
        return faults.length === 0 && page.length > 300 ? page : undefined;
      },
      () => `${faults.length} differences:\n${faults.slice(0, 20).join('\n')}\n${app.stderr()}`,
    );
    const pushed = new Set(storedSamples(receiver.requests).map(({ name }) => name));
    for (const name of names) expect(pushed).toContain(name);
    expect(new Set(pushedTemporalities())).toEqual(new Set(temporalities));
  });
});

it('histograms are pushed in exponential buckets, and the page keeps its own', async () => {
  const port = await startEverything({
    OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION: 'base2_exponential_bucket_histogram',
  });
  const name = 'http.server.request.duration';
  const pushed = await waitFor(
    () => receiver.requests.flatMap(({ metrics }) => metrics).findLast((one) => one.name === name),
    () => `no ${name}: ${app.stderr()}`,
  );
  expect(pushed.kind).toBe('exponentialHistogram');
  for (const { count = 0, zeroCount = 0, positive } of pushed.points) {
    expect(positive?.bucketCounts.reduce((all, one) => all + one, zeroCount)).toBe(count);
  }
  const page = await scraped(port);
  const bounds = page.filter((one) => one.name === 'http_server_request_duration_seconds_bucket');
  expect(new Set(bounds.map(({ labels }) => labels['le'])).size).toBeGreaterThan(10);
});
