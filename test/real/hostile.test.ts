import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, samples, scrape, startApp, waitFor } from '../support/app-process.ts';
import { OPENMETRICS_PLAIN } from '../support/page-formats.ts';
import { take } from '../support/page-relay.ts';
import { canRun, lintPage, type Prometheus, startPrometheus } from '../support/prometheus.ts';

const project = inject('packedProject');

describe.skipIf(!canRun('prometheus'))('hostile names, keys, values and numbers', () => {
  let app: App;
  let prometheus: Prometheus;
  let port: number;
  let recorded: number;

  beforeAll(async () => {
    port = await freePort();
    app = startApp({
      cwd: project,
      args: ['--import', '@acme/otel-metrics/register', 'hostile.cjs'],
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) },
    });
    const [, count] = await app.printed(/recorded (\d+) listening/);
    recorded = Number(count);
    prometheus = await startPrometheus({ hostile: port });
  });

  afterAll(async () => {
    await prometheus?.stop();
    await app?.stop();
  });

  it('are over 60 of each', async () => {
    expect(recorded).toBeGreaterThan(4 * 60);
  });

  it('leave the page valid for a real Prometheus', async () => {
    await prometheus.query('up == 1');
    await waitFor(
      async () => {
        const { body } = await take(port, OPENMETRICS_PLAIN.accept);
        const lines = body
          .toString()
          .split('\n')
          .filter((line) => line && !line.startsWith('#'));
        const [scraped] = await prometheus.query('scrape_samples_scraped');
        return scraped?.value === lines.length || undefined;
      },
      () => 'Prometheus never took as many samples as the page has',
    );
    for (const fault of ['duplicate_timestamp', 'out_of_order', 'out_of_bounds']) {
      const name = `prometheus_target_scrapes_sample_${fault}_total`;
      expect(samples(await prometheus.ownPage(), name)).toEqual([{ labels: '', value: 0 }]);
    }
    await prometheus.query('count({__name__=~".+"}) > 100');
  });

  it('leave the page parsable for promtool', async () => {
    const page = await scrape(port);
    expect(() => lintPage(page)).not.toThrow();
  });

  it('leave the good series exact', async () => {
    const exact = async (query: string, value: number) => {
      const [result] = await prometheus.query(query);
      expect(result?.value).toBe(value);
    };
    await exact('good_events_total{kind="between"}', recorded);
    await exact('good_duration_seconds_count', recorded);
    await exact('good_duration_seconds_sum', recorded * 0.5);
    await exact('good_level{place="here"}', 42);
  });

  it('are counted by cause', async () => {
    const page = await scrape(port);
    for (const cause of ['invalid_value', 'invalid_attribute', 'invalid_instrument']) {
      const [sample] = samples(page, 'acme_metrics_agent_errors_total', { cause });
      expect(sample?.value, cause).toBeGreaterThan(0);
    }
  });

  it('leave the app alive, and its stderr readable', () => {
    expect(app.child.exitCode).toBeNull();
    const said = app.stderr().split('\n').filter(Boolean);
    expect(said.every((line) => line.startsWith('[otel-metrics] '))).toBe(true);
    expect(new Set(said).size).toBe(said.length);
  });
});
