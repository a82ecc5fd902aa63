import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, runApp, startApp, waitFor } from '../support/app-process.ts';
import { type OrdersApp, startOrdersApp } from '../support/orders-app.ts';
import { canRun, ready, scrapeConfiguration } from '../support/prometheus.ts';

const cwd = inject('packedProject');
const CLI = join(cwd, 'node_modules/@acme/otel-metrics/dist/cli.cjs');
const TOKEN = 'a-token-for-the-demo';

interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail' | 'skip';
  readonly what: string;
  readonly fix?: string;
}

const RULES = `
groups:
  - name: orders
    rules:
      - record: route:http_server_request_duration_seconds:rate1m
        expr: sum by (http_route) (rate(http_server_request_duration_seconds_count[1m]))
      - alert: Slow
        expr: histogram_quantile(0.95, sum by (le) (rate(http_server_request_duration_seconds_bucket[1m]))) > 5
      - alert: Down
        expr: up == 0
`;
/** It loads, and fails when it is evaluated: two series match one. */
const FAILING = `
groups:
  - name: failing
    interval: 1s
    rules:
      - alert: Ambiguous
        expr: http_server_request_duration_seconds_count * on(job) http_server_request_duration_seconds_count > 0
`;

describe.skipIf(!canRun('prometheus'))('the doctor and a Prometheus', () => {
  let folder: string;
  let orders: OrdersApp;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otel-metrics-doctor-'));
    orders = await startOrdersApp(cwd, {
      name: 'doctor-orders',
      paths: ['/orders', '/orders/1', '/customers/1/orders'],
      env: { OTEL_EXPORTER_PROMETHEUS_HOST: 'localhost' },
    });
  });
  afterAll(async () => {
    await orders?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const servers: App[] = [];
  afterAll(async () => {
    for (const server of servers) await server.stop();
  });

  interface Files {
    readonly url: string;
    readonly config: string;
    readonly rules: string;
  }

  /** A Prometheus that scrapes this port, with these rules. */
  async function watch(name: string, target: number, rules = RULES): Promise<Files> {
    const port = await freePort();
    const config = join(folder, `${name}.yml`);
    const ruleFile = join(folder, `${name}-rules.yml`);
    const scraping = JSON.parse(scrapeConfiguration({ orders: target }));
    writeFileSync(config, JSON.stringify({ ...scraping, rule_files: [ruleFile] }));
    writeFileSync(ruleFile, rules);
    const server = startApp({
      cwd: folder,
      command: 'prometheus',
      args: [
        ...[`--config.file=${config}`, `--storage.tsdb.path=${join(folder, name)}`],
        `--web.listen-address=127.0.0.1:${port}`,
      ],
    });
    servers.push(server);
    const url = `http://127.0.0.1:${port}`;
    await ready(server, `${url}/-/ready`);
    return { url, config, rules: ruleFile };
  }

  async function doctor(
    args: readonly string[],
  ): Promise<{ code: number | null; findings: Finding[] }> {
    const url = `http://localhost:${orders.metricsPort}`;
    const { code, stdout, stderr } = await runApp({
      ...{ cwd, args: [CLI, 'doctor', '--json', '--url', url, ...args] },
    });
    if (stdout === '') throw new Error(`the doctor said nothing: ${stderr}`);
    return { code, findings: JSON.parse(stdout).findings };
  }

  /** Asks until Prometheus has scraped and evaluated, so that the check has something to say. */
  function found(files: Files, check: string, what: RegExp): Promise<Finding> {
    let last: Finding[] = [];
    return waitFor(
      async () => {
        last = (await doctor(['--prometheus', files.url])).findings;
        return last.find((finding) => finding.check === check && what.test(finding.what));
      },
      () => `no ${what} of ${check} in ${JSON.stringify(last)}`,
    );
  }

  it('find nothing wrong with the healthy demo', async () => {
    const files = await watch('healthy', orders.metricsPort);
    await found(files, 'prometheus', /: up, /);
    const { code, findings } = await doctor([
      ...['--prometheus', files.url, '--prometheus-config', files.config],
    ]);
    const wrong = findings.filter(({ status }) => status === 'warn' || status === 'fail');
    expect(wrong).toEqual([]);
    expect(code).toBe(0);
    const well = findings.filter(({ status }) => status === 'ok').map(({ check }) => check);
    for (const check of [
      'endpoint',
      'prometheus',
      'scrape-config',
      'rules',
      'clock',
      'libraries',
    ]) {
      expect(well).toContain(check);
    }
  });

  it('find a Prometheus that scrapes another port', async () => {
    const other = await freePort();
    const files = await watch('other-port', other);
    const { what, status, fix } = await found(files, 'prometheus', /asks .* in vain/);
    expect(what).toContain(`does not scrape localhost:${orders.metricsPort}`);
    expect(status).toBe('fail');
    expect(fix).toContain(`targets: ['127.0.0.1:${orders.metricsPort}']`);
  });

  it('find a rule that Prometheus cannot evaluate', async () => {
    const files = await watch('failing-rule', orders.metricsPort, FAILING);
    const { status, fix } = await found(files, 'rules', /cannot evaluate the rule 'Ambiguous': ./);
    expect(status).toBe('fail');
    expect(fix).toContain('expression');
  });

  it('find a Prometheus without the token', async () => {
    const token = join(folder, 'token');
    writeFileSync(token, TOKEN);
    const port = await freePort();
    const app = startApp({
      ...{ cwd, args: ['--import', '@acme/otel-metrics/register', 'http-app.cjs'] },
      env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), ACME_METRICS_BEARER_TOKEN_FILE: token },
    });
    servers.push(app);
    await app.printed(/listening/);
    const files = await watch('tokenless', port);
    const args = ['--prometheus', files.url, '--url', `http://localhost:${port}`];
    const finding = await waitFor(
      async () => {
        const { findings } = await doctor([...args, '--token-file', token]);
        return findings.find(({ what }) => /gets nothing from .*401/.test(what));
      },
      () => 'Prometheus was not found to be refused',
    );
    expect(finding).toMatchObject({ check: 'prometheus', status: 'fail' });
    expect(finding.fix).toContain('credentials_file');
  });

  it('say in one line where there is no Prometheus', async () => {
    const { code, findings } = await doctor([
      ...['--prometheus', `http://127.0.0.1:${await freePort()}`],
    ]);
    expect(findings.filter(({ check }) => check === 'prometheus')).toEqual([
      expect.objectContaining({
        status: 'fail',
        what: 'no answer of Prometheus: nothing listens there',
      }),
    ]);
    expect(code).toBe(1);
  });
});
