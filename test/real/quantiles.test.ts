import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, startApp } from '../support/app-process.ts';
import { canRun, type Prometheus, startPrometheus } from '../support/prometheus.ts';

const project = inject('packedProject');
const RULES = { 'native.*': { histogram: 'native' } };
const A_TWENTIETH = 0.05;
const WIDTHS = ['0.5', '1', '2'];
const QUANTILES = [0.5, 0.9, 0.99];
const CASES = WIDTHS.flatMap((width) => QUANTILES.map((quantile) => ({ width, quantile })));

describe.skipIf(!canRun('prometheus'))('quantiles that Prometheus 2.42 finds', () => {
  let app: App;
  let prometheus: Prometheus;
  let amounts: Readonly<Record<string, readonly number[]>>;

  beforeAll(async () => {
    const port = await freePort();
    app = startApp({
      cwd: project,
      args: ['--import', '@acme/otel-metrics/register', 'spread.cjs'],
      env: {
        OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
        ACME_METRICS_RULES: JSON.stringify(RULES),
      },
    });
    const [, own] = await app.printed(/listening (\d+)/);
    amounts = (await (await fetch(`http://127.0.0.1:${own}`)).json()) as typeof amounts;
    prometheus = await startPrometheus({ spread: port }, { features: ['native-histograms'] });
  });
  afterAll(async () => {
    await prometheus?.stop();
    await app?.stop();
  });

  /** How far the answer is from the data's own quantile, as a part of that. */
  async function error(series: string, { width, quantile }: (typeof CASES)[number]) {
    const query = `histogram_quantile(${quantile}, ${series}{width="${width}"})`;
    const [answer] = await prometheus.query(query);
    const sorted = [...(amounts[width] ?? [])].sort((one, other) => one - other);
    const exact = sorted[Math.ceil(quantile * sorted.length) - 1] ?? Number.NaN;
    return Math.abs((answer?.value ?? Number.NaN) / exact - 1);
  }

  it.each(CASES)(
    'are within a twentieth in a native histogram: $quantile of width $width',
    async (one) => {
      expect(await error('native_wait_seconds', one)).toBeLessThan(A_TWENTIETH);
    },
  );

  it.each(WIDTHS)(
    'are further off, at the worst, in the buckets of HTTP durations: width %s',
    async (width) => {
      const worst = async (series: string) =>
        Math.max(
          ...(await Promise.all(QUANTILES.map((quantile) => error(series, { width, quantile })))),
        );
      const bounded = await worst('http_wait_seconds_bucket');
      expect(bounded).toBeGreaterThan(A_TWENTIETH);
      expect(await worst('native_wait_seconds')).toBeLessThan(bounded);
    },
  );

  it.each(CASES)('are further off in default buckets: $quantile of width $width', async (one) => {
    expect(await error('classic_wait_seconds_bucket', one)).toBeGreaterThan(A_TWENTIETH);
  });
});
