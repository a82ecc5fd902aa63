import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, startApp, waitFor } from '../support/app-process.ts';
import {
  type OtlpReceiver,
  type ReceiverMode,
  startOtlpReceiver,
} from '../support/otlp/receiver.ts';

/** How long the collector is away, and when the heap is weighed first. */
const AWAY_MS = 60_000;
const WARM_MS = 10_000;
/** The longest back-off, jitter included, and some. */
const RECOVERY_MS = 45_000;
/** Attempts that the back-off makes in that time, where each delay is as short or as long as can be. */
const MOST_ATTEMPTS = 8;
const LEAST_ATTEMPTS = 5;
const MOST_GROWTH = 2 * 1024 * 1024;

const ENV = {
  OTEL_METRICS_EXPORTER: 'otlp',
  OTEL_METRIC_EXPORT_INTERVAL: '500',
  OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
};

interface Case {
  readonly failure: string;
  /** None: nobody listens. */
  readonly mode?: ReceiverMode;
  readonly temporality: 'cumulative' | 'delta';
}

const CASES: readonly Case[] = [
  { failure: 'refuses connections', temporality: 'cumulative' },
  { failure: 'never answers', mode: 'black-hole', temporality: 'delta' },
  {
    failure: 'is asked too often',
    mode: { status: 429, retryAfter: 2 },
    temporality: 'cumulative',
  },
  { failure: 'is overloaded', mode: { status: 503, retryAfter: 2 }, temporality: 'delta' },
  { failure: 'is broken', mode: { status: 500 }, temporality: 'cumulative' },
  { failure: 'is slower than the time-out', mode: 'slow', temporality: 'delta' },
  { failure: 'answers garbage', mode: 'garbage', temporality: 'cumulative' },
];

/** What was seen of an app whose collector was away for a minute, and back after that. */
interface Account {
  readonly attempts: number;
  readonly mostInFlight: number;
  readonly accepted: number;
  /** As the agent counts them. */
  readonly failures: number;
  readonly growth: number;
  readonly lines: readonly string[];
  /** What the app has counted, and what the collector has of it. */
  readonly counted: number;
  readonly delivered: number;
}

const accounts = new Map<Case, Account>();
const apps: App[] = [];
const receivers: OtlpReceiver[] = [];

// All at the same time, as each takes over a minute.
beforeAll(
  async () => {
    await Promise.all(CASES.map(async (one) => accounts.set(one, await accountOf(one))));
  },
  AWAY_MS + RECOVERY_MS + 15_000,
);
afterAll(async () => {
  await Promise.all([...apps.map((app) => app.stop()), ...receivers.map((one) => one.close())]);
});

async function accountOf({ mode, temporality }: Case): Promise<Account> {
  let receiver = await startOtlpReceiver();
  const { port, url } = receiver;
  receiver.slowMs = 3_000;
  receiver.mode = mode ?? 'up';
  if (mode === undefined) await receiver.close();
  const app = startApp({
    cwd: inject('packedProject'),
    args: ['--expose-gc', '--import', '@acme/otel-metrics/register', 'otlp-counting.cjs'],
    env: {
      ...ENV,
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
    },
  });
  apps.push(app);
  await app.printed(/counting/);
  await wait(WARM_MS);
  const before = await heapOf(app);
  await wait(AWAY_MS - WARM_MS);
  const growth = (await heapOf(app)) - before;
  const { attempts, mostInFlight } = receiver;
  const accepted = receiver.requests.length;
  const lines = app.stderr().split('\n').filter(Boolean);

  if (mode === undefined) receiver = await startOtlpReceiver({ port });
  receivers.push(receiver);
  receiver.mode = 'up';
  await receiver.until(() => receiver.requests.length > 0, RECOVERY_MS);
  app.child.kill('SIGHUP');
  const [, total] = await app.printed(/total (\d+)/);
  const counted = Number(total);
  const deliveredOf = (name: string) =>
    temporality === 'delta' ? receiver.deltaTotal(name) : receiver.lastTotal(name);
  await receiver.until(() => deliveredOf('shop.orders') >= counted);
  const failures = deliveredOf('acme.metrics.agent.errors');
  const delivered = deliveredOf('shop.orders');
  return { attempts, mostInFlight, accepted, failures, growth, lines, counted, delivered };
}

/** Bytes that are in use after a collection of garbage. */
async function heapOf(app: App): Promise<number> {
  const before = app.stdout().length;
  app.child.kill('SIGUSR2');
  const [, bytes] = await waitFor(
    () => /heap (\d+)\n/.exec(app.stdout().slice(before)) ?? undefined,
    () => `no size of the heap in ${app.stdout()}${app.stderr()}`,
  );
  return Number(bytes);
}

describe.each(CASES)('a minute of a collector that $failure', (one) => {
  const account = () => accounts.get(one) as Account;

  it('takes no memory', () => {
    expect(account().growth).toBeLessThanOrEqual(MOST_GROWTH);
  });

  it('is said in two lines at most', () => {
    const { lines } = account();
    expect(lines.length).toBeGreaterThanOrEqual(1);
    expect(lines.length).toBeLessThanOrEqual(2);
    for (const line of lines) {
      expect(line).toMatch(/^\[otel-metrics\] OTLP export to \S+:\d+ failed: .+; trying again in /);
    }
  });

  it('is asked by one request at a time, less and less often', () => {
    const { attempts, mostInFlight, accepted, failures } = account();
    expect(accepted).toBe(0);
    expect(mostInFlight).toBe(one.mode === undefined ? 0 : 1);
    expect(attempts).toBeLessThanOrEqual(MOST_ATTEMPTS);
    // Also where nobody is there to count, and until the collector was asked again.
    expect(failures).toBeLessThanOrEqual(MOST_ATTEMPTS);
    expect(failures).toBeGreaterThanOrEqual(LEAST_ATTEMPTS);
  });

  it(`loses nothing (${one.temporality})`, () => {
    const { counted, delivered } = account();
    expect(counted).toBeGreaterThan(0);
    expect(delivered).toBe(counted);
  });
});
