import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type App, freePort, runApp, scrape, startApp, waitFor } from '../support/app-process.ts';
import { startGrpcReceiver } from '../support/otlp/grpc-receiver.ts';
import {
  type OtlpReceiver,
  type ReceivedMetric,
  startOtlpReceiver,
} from '../support/otlp/receiver.ts';
import { createProject } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const FLAGS = ['--import', '@acme/otel-metrics/register'];
const APPS = ['otlp-app.cjs', 'otlp-app.mjs'];

/** What the app measures: the pushed name, and that on the page. */
const METRICS = {
  'shop.orders': 'shop_orders_total',
  'shop.carts': 'shop_carts',
  'shop.load': 'shop_load_ratio',
  'shop.wait': 'shop_wait_seconds',
} as const;

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startOtlpReceiver();
});
afterEach(() => receiver.close());

interface Running {
  readonly app: App;
  readonly port: number;
}

const apps: App[] = [];
afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.stop()));
});

/** An app that pushes to the receiver five times a second. */
async function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const port = await freePort();
  const app = startApp({
    cwd,
    args: [...FLAGS, ...args],
    env: {
      OTEL_METRICS_EXPORTER: 'otlp',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      ...env,
    },
  });
  apps.push(app);
  return { app, port };
}

/** The first push that has a metric of this name. */
async function pushOf(name: string, of = receiver) {
  const found = () =>
    of.requests.find(({ metrics }) => metrics.some((metric) => metric.name === name));
  await of.until(() => found() !== undefined);
  return found() as NonNullable<ReturnType<typeof found>>;
}

interface JsonSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly value?: number;
  readonly count?: number;
  readonly sum?: number;
  readonly created?: number;
}

interface JsonMetric {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly series: readonly JsonSeries[];
}

async function shownAt(port: number, name: string): Promise<JsonMetric> {
  const url = `http://127.0.0.1:${port}/metrics/${name}`;
  const page = await fetch(url, { headers: { Accept: 'application/json' } });
  const { metrics } = (await page.json()) as { metrics: [JsonMetric] };
  return metrics[0];
}

/** Series of the page as a collector has them. */
function expectSame(metric: ReceivedMetric, onPage: JsonMetric) {
  const ofPage = onPage.series.map(({ labels, value, count, sum, created }) => ({
    ...{ labels, value, count, sum },
    ...(created !== undefined && { created: Math.round(created * 1000) }),
  }));
  const hasStart = ofPage.some((series) => 'created' in series);
  const ofPush = metric.points.map((point) => ({
    labels: {
      ...Object.fromEntries(
        Object.entries(point.attributes).map(([key, value]) => [
          key.replaceAll('.', '_'),
          `${value}`,
        ]),
      ),
      otel_scope_name: metric.scope.name,
      otel_scope_version: metric.scope.version,
    },
    ...{ value: point.value, count: point.count, sum: point.sum },
    ...(hasStart && { created: Number(point.startTimeUnixNano / 1_000_000n) }),
  }));
  expect(ofPush).toEqual(expect.arrayContaining(ofPage));
  expect(ofPush).toHaveLength(ofPage.length);
  expect(ofPush.length).toBeGreaterThan(0);
  expect(metric.description).toBe(onPage.help);
}

const PROTOCOLS = {
  'http/protobuf': startOtlpReceiver,
  'http/json': startOtlpReceiver,
  grpc: startGrpcReceiver,
} as const;

describe.each(Object.entries(PROTOCOLS))('pushed by %s', (protocol, startReceiver) => {
  it.each(APPS)('what %s measures is what its page shows', async (file) => {
    const collector = await startReceiver();
    const { app, port } = await start([file], {
      OTEL_METRICS_EXPORTER: 'prometheus,otlp',
      OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
    const { metrics, resource } = await pushOf('shop.orders', collector);
    const pushed = new Map(metrics.map((metric) => [metric.name, metric]));
    for (const [name, shown] of Object.entries(METRICS)) {
      const metric = pushed.get(name);
      if (metric === undefined) throw new Error(`${name} was not pushed`);
      expectSame(metric, await shownAt(port, shown));
    }
    expect(pushed.get('shop.orders')).toMatchObject({
      ...{ unit: '{order}', kind: 'sum', monotonic: true, temporality: 'cumulative' },
    });
    expect(pushed.get('shop.wait')).toMatchObject({
      ...{ unit: 's', kind: 'histogram' },
      points: [{ explicitBounds: [0.1, 1, 10], bucketCounts: [2, 1, 1, 1], min: 0, max: 50 }],
    });
    expect(resource).toMatchObject({
      'service.name': 'a-users-project',
      'telemetry.sdk.language': 'nodejs',
    });
    await app.stop();
    await collector.close();
    expect(app.stderr()).toBe('');
  });
});

describe('with otlp alone', () => {
  it('no port is opened', async () => {
    const { app, port } = await start(['otlp-app.cjs']);
    await pushOf('shop.orders');
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
    await app.stop();
    expect(app.stderr()).toBe('');
  });

  it('a delta is pushed once', async () => {
    await start(['otlp-app.cjs'], {
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
    });
    await receiver.until(() => receiver.requests.length >= 4);
    expect(receiver.deltaTotal('shop.orders')).toBe(7);
    expect(receiver.deltaTotal('shop.wait')).toBe(5);
    expect(receiver.lastTotal('shop.carts')).toBe(-2);
  });

  it('many series come in several requests, one after the other', async () => {
    await start(['otlp-app.cjs', 'many'], { ACME_METRICS_OTLP_MAX_SERIES: '600' });
    await receiver.until(() => receiver.lastTotal('shop.users') === 2000);
    const sizes = receiver.requests.map(({ metrics }) =>
      metrics.reduce((sum, { points }) => sum + points.length, 0),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(600);
    expect(receiver.points('shop.users')).toHaveLength(2000);
    expect(receiver.mostInFlight).toBe(1);
  });
});

describe('without otlp', () => {
  it('nothing is pushed', async () => {
    const { port } = await start(['otlp-app.cjs'], { OTEL_METRICS_EXPORTER: 'prometheus' });
    await scrape(port);
    await wait(500);
    expect(receiver.attempts).toBe(0);
  });

  it('none of them opens a port or pushes', async () => {
    const { app, port } = await start(['otlp-app.cjs'], { OTEL_METRICS_EXPORTER: 'none' });
    await app.printed(/measured/);
    await wait(500);
    expect(receiver.attempts).toBe(0);
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  });
});

/** How often the callback had been called at each push, in their order. */
const callsAtPushes = () =>
  receiver.requests.flatMap(({ metrics }) =>
    metrics.flatMap(({ name, points }) => (name === 'shop.visits' ? [points[0]?.value ?? 0] : [])),
  );

describe('a callback runs once for all', () => {
  it('where scrapes and pushes meet', async () => {
    const { app, port } = await start(['otlp-app.cjs'], {
      OTEL_METRICS_EXPORTER: 'prometheus,otlp',
      OTEL_METRIC_EXPORT_INTERVAL: '10',
    });
    await pushOf('shop.visits');
    const seen: number[] = [];
    for (let round = 0; round < 20; round++) {
      const pages = await Promise.all([scrape(port), scrape(port), scrape(port)]);
      seen.push(...pages.map((page) => Number(/^shop_visits_total\S* (\d+)$/m.exec(page)?.[1])));
    }
    await app.stop();
    expect(app.stdout()).toBe('measured\n');
    expect(app.stderr()).toBe('');
    const calls = callsAtPushes();
    expect(new Set(calls).size).toBe(calls.length);
    expect(calls.filter((call) => seen.includes(call)).length).toBeGreaterThan(0);
  });

  it('where all exporters are on', async () => {
    const { app } = await start(['otlp-app.cjs'], {
      OTEL_METRICS_EXPORTER: 'prometheus,otlp,console',
    });
    await receiver.until(() => callsAtPushes().length >= 5);
    await app.stop();
    const calls = callsAtPushes();
    expect(calls).toEqual(calls.map((_, index) => index + 1));
    expect(app.stdout()).toContain('shop.visits');
    expect(app.stdout()).not.toContain('while it was at work');
  });
});

const HEADERS =
  'is not headers as key=value pairs with commas between, values percent-encoded; default value kept';
const MILLISECONDS = 'is not a whole number from 0 to 2147483647; default value kept';
const HISTOGRAMS = 'explicit_bucket_histogram, base2_exponential_bucket_histogram';

/** Settings that can't be, with what must not be shown, and what is said of them. */
const MALFORMED = [
  [
    'METRICS_EXPORTER',
    's3cr3t',
    'is not some of prometheus, otlp, console, or none; default value kept',
  ],
  ['EXPORTER_OTLP_ENDPOINT', 's3cr3t at home', 'is not an http or https URL; default value kept'],
  [
    'EXPORTER_OTLP_METRICS_ENDPOINT',
    'ftp://s3cr3t',
    'is not an http or https URL; that of OTEL_EXPORTER_OTLP_ENDPOINT kept',
  ],
  [
    'EXPORTER_OTLP_PROTOCOL',
    's3cr3t',
    'is not one of http/protobuf, http/json, grpc; default value kept',
  ],
  ['EXPORTER_OTLP_HEADERS', 's3cr3t', HEADERS],
  ['EXPORTER_OTLP_METRICS_HEADERS', 'a b=s3cr3t', HEADERS],
  ['EXPORTER_OTLP_TIMEOUT', 's3cr3t', MILLISECONDS],
  ['EXPORTER_OTLP_COMPRESSION', 's3cr3t', 'is not one of gzip, none; default value kept'],
  [
    ...(['EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 's3cr3t'] as const),
    'is not one of cumulative, delta, lowmemory; default value kept',
  ],
  [
    ...(['EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION', 's3cr3t'] as const),
    `is not one of ${HISTOGRAMS}; default value kept`,
  ],
  [
    'METRIC_EXPORT_INTERVAL',
    's3cr3t',
    'is not a whole number from 1 to 2147483647; default value kept',
  ],
  ['METRIC_EXPORT_TIMEOUT', '-1', MILLISECONDS],
] as const;

const NO_FILE = 'is no readable file with a certificate in PEM';

/** Files that are not there, and what is said of them: they are left out, and pushes go on. */
const MISSING_FILES = [
  ['EXPORTER_OTLP_CERTIFICATE', NO_FILE],
  ['EXPORTER_OTLP_METRICS_CERTIFICATE', NO_FILE],
  ['EXPORTER_OTLP_CLIENT_KEY', 'has no certificate beside it'],
  ['EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE', 'has no key beside it'],
] as const;

describe('a setting that cannot be is said once, without its value, and scrapes work:', () => {
  it.each([
    ...MALFORMED.map((setting) => [...setting, {}] as const),
    ...MISSING_FILES.map(([name, fault]) => {
      const elsewhere = { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://localhost:1' };
      return [name, '/s3cr3t.pem', `${fault}; it was left out`, elsewhere] as const;
    }),
  ])('OTEL_%s', async (name, value, fault, env) => {
    const { app, port } = await start(['otlp-app.cjs'], {
      OTEL_METRICS_EXPORTER: 'prometheus,otlp',
      ...env,
      [`OTEL_${name}`]: value,
    });
    await app.printed(/measured/);
    expect(await scrape(port)).toContain('shop_orders_total');
    await waitFor(
      () => (app.stderr().includes('\n') ? true : undefined),
      () => 'nothing is said',
    );
    await app.stop();
    const lines = app
      .stderr()
      .split('\n')
      .filter((line) => line.includes(name));
    expect(lines).toEqual([`[otel-metrics] OTEL_${name} ${fault}`]);
    expect(app.stderr()).not.toContain('s3cr3t');
  });
});

it('headers that gRPC does not take are said once, by the variable', async () => {
  const collector = await startGrpcReceiver();
  const { app } = await start(['otlp-app.cjs'], {
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-s3cr3t-bin=s3cr3t,x-tenant=shop,user-agent=s3cr3t',
  });
  const { headers } = await pushOf('shop.orders', collector);
  expect(headers).toMatchObject({ 'x-tenant': 'shop' });
  await app.stop();
  await collector.close();
  const ofHeaders = '[otel-metrics] OTEL_EXPORTER_OTLP_METRICS_HEADERS: ';
  expect(app.stderr().split('\n').filter(Boolean)).toEqual([
    `${ofHeaders}"user-agent" is not a header that can be set; it was left out`,
    expect.stringContaining(
      `${ofHeaders}gRPC does not take 1 of 2 headers (names that end in -bin,`,
    ),
  ]);
  expect(app.stderr()).not.toContain('s3cr3t');
});

describe('grpc without its package', () => {
  let project: string;
  beforeAll(() => {
    project = createProject(inject('tarball'), {
      dependencies: { '@opentelemetry/api': '1.10.0' },
    });
  });
  afterAll(() => rmSync(project, { recursive: true, force: true }));

  it('is said in a line that says what to install, and scrapes work', async () => {
    const port = await freePort();
    const app = startApp({
      cwd: project,
      args: [...FLAGS, 'otlp-app.cjs'],
      env: {
        OTEL_METRICS_EXPORTER: 'prometheus,otlp',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
        OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
      },
    });
    await app.printed(/measured/);
    expect(await scrape(port)).toContain('shop_orders_total');
    await app.stop();
    expect(app.stderr().split('\n').filter(Boolean)).toEqual([
      expect.stringContaining('npm install @opentelemetry/exporter-metrics-otlp-grpc'),
    ]);
  });
});

describe('flushMetrics', () => {
  it.skipIf(process.platform === 'win32')(
    'delivers the counts of a function that is frozen after each call',
    async () => {
      const { app } = await start(['otlp-frozen.cjs'], {
        OTEL_METRIC_EXPORT_INTERVAL: '60000',
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
      });
      for (let call = 1; call <= 3; call++) {
        await waitFor(
          () => (isStopped(app.child.pid) ? true : undefined),
          () => `not frozen after ${call} calls`,
        );
        expect(app.stdout()).toBe('flushed\n'.repeat(call));
        expect(receiver.deltaTotal('shop.calls')).toBe(call);
        app.child.kill('SIGCONT');
        await waitFor(
          () => (isStopped(app.child.pid) && app.stdout().length === 8 * call ? undefined : true),
          () => 'still frozen',
        );
      }
      expect(await app.exited).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it('resolves at once where nothing is pushed', async () => {
    const end = await runApp({
      cwd,
      args: ['-e', 'require("@acme/otel-metrics").flushMetrics().then(() => console.log("done"))'],
    });
    expect(end).toMatchObject({ code: 0, stdout: 'done\n', stderr: '' });
  });
});

/** Whether a process stands still by a signal. */
function isStopped(pid: number | undefined): boolean {
  try {
    return / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

describe('with a second copy of the package that was preloaded', () => {
  let other: string;
  beforeAll(() => {
    other = createProject(inject('tarball'), { dependencies: {} });
  });
  afterAll(() => rmSync(other, { recursive: true, force: true }));

  it('one of them pushes, and flushMetrics of either is of use', async () => {
    const copy = join(other, 'node_modules/@acme/otel-metrics/dist/register.mjs');
    const app = startApp({
      cwd,
      args: ['--import', copy, ...FLAGS, 'otlp-frozen.cjs'],
      env: { OTEL_METRICS_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
    });
    apps.push(app);
    await app.printed(/flushed/);
    expect(receiver.attempts).toBe(1);
    expect(receiver.lastTotal('shop.calls')).toBe(1);
    expect(app.stderr()).toBe('');
  });
});
