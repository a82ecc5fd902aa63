import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, startApp } from '../support/app-process.ts';
import { canRun, type Prometheus, startPrometheus } from '../support/prometheus.ts';

const REGISTER = '@acme/otel-metrics/register';
const WINDOW = '30s';

describe.skipIf(!canRun('prometheus'))('the first event of a series, in a real Prometheus', () => {
  let app: App;
  let prometheus: Prometheus;

  beforeAll(async () => {
    const port = await freePort();
    app = startApp({
      cwd: inject('packedProject'),
      args: ['--import', REGISTER, 'first-event.cjs'],
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
    });
    const [, own] = await app.printed(/listening (\d+)/);
    prometheus = await startPrometheus({ app: port });
    await scrapes(3);
    await (await fetch(`http://127.0.0.1:${own}`)).text();
    await prometheus.query('orders_total == 1');
    await scrapes(8);
  });
  afterAll(async () => {
    await prometheus?.stop();
    await app?.stop();
  });

  /** Waits for so many scrapes more. */
  async function scrapes(more: number): Promise<void> {
    const count = `count_over_time(up[5m])`;
    const [before] = await prometheus.query(count);
    await prometheus.query(`${count} >= ${(before?.value ?? 0) + more}`);
  }

  it.each([
    'orders_total{channel="web"}',
    'starts_total',
    'checkout_seconds_count{tier="gold",status="error"}',
  ])('is an increase of about 1 where the series was declared: %s', async (series) => {
    const [increase] = await prometheus.query(`increase(${series}[${WINDOW}])`);
    expect(increase?.value).toBeGreaterThan(0.9);
    // Prometheus makes up for what it can't know of the window's ends.
    expect(increase?.value).toBeLessThan(1.5);
  });

  it('is in a summary, too, whose quantile is within 1 %', async () => {
    const [median] = await prometheus.query('basket_size{quantile="0.5"}');
    expect(Math.abs((median?.value ?? 0) / 3 - 1)).toBeLessThanOrEqual(0.01);
    const [increase] = await prometheus.query(`increase(basket_size_count[${WINDOW}])`);
    expect(increase?.value).toBeGreaterThan(0.9);
    const [sum] = await prometheus.query('basket_size_sum');
    expect(sum?.value).toBe(3);
  });

  it('is none where it was not, which is what declaring is for', async () => {
    const [increase] = await prometheus.query(`increase(refunds_total{channel="web"}[${WINDOW}])`);
    expect(increase?.value).toBe(0);
  });
});
