// What `init` writes, with a real Prometheus, Alertmanager and node_exporter on it. Containers are not
// run here: of docker-compose.yml the structure is checked, and Prometheus runs on the same files.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { type App, freePort, startApp, waitFor } from '../support/app-process.ts';
import { hurried } from '../support/hurried-rules.ts';
import { type OrdersApp, startOrdersApp } from '../support/orders-app.ts';
import { canRun, ready } from '../support/prometheus.ts';

const PROGRAMS = ['prometheus', 'promtool', 'prometheus-alertmanager', 'prometheus-node-exporter'];

interface Target {
  readonly labels: { readonly job: string };
  readonly health: string;
}

interface Alert {
  readonly labels: { readonly alertname: string; readonly job?: string };
  readonly annotations: { readonly runbook?: string };
  readonly status: { readonly inhibitedBy: readonly string[] };
}

/** Runs the program of the packed package, as `npx` does. */
function otelMetrics(folder: string, args: readonly string[]): string {
  const program = join(inject('packedProject'), 'node_modules/.bin/otel-metrics');
  return execFileSync(program, args, { cwd: folder, encoding: 'utf8' });
}

/** Changes a file as the one would who reads it. */
function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after, file).not.toBe(before);
  writeFileSync(file, after);
}

const RUN = PROGRAMS.every(canRun);

describe.runIf(RUN)('an installation in an empty project', { timeout: 120_000 }, () => {
  let folder: string;
  let orders: OrdersApp;
  const servers: App[] = [];
  let prometheus = '';
  let alertmanager = '';

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'otel-metrics-init-'));
    // A share of requests that fails, as the demo has it, is above the threshold of an alert.
    orders = await startOrdersApp(inject('packedProject'), {
      name: 'orders-of-init',
      paths: ['/orders', '/orders/1', '/orders/1/invoice'],
    });
    const from = `127.0.0.1:${orders.metricsPort}`;
    otelMetrics(folder, ['init', '--runtime', 'host', '--job', 'orders', '--from', from]);
    const written = join(folder, 'monitoring');
    const ports = { prometheus: await freePort(), alertmanager: await freePort() };
    const node = await freePort();
    prometheus = `http://127.0.0.1:${ports.prometheus}`;
    alertmanager = `http://127.0.0.1:${ports.alertmanager}`;
    // Free ports in the place of the usual ones, and seconds in that of minutes.
    edit(join(written, 'prometheus.yml'), (text) =>
      text
        .replace('localhost:9090', `127.0.0.1:${ports.prometheus}`)
        .replace('localhost:9093', `127.0.0.1:${ports.alertmanager}`)
        .replace('localhost:9100', `127.0.0.1:${node}`)
        .replaceAll('15s', '1s'),
    );
    edit(join(written, 'alert_rules.yml'), hurried);
    edit(join(written, 'recording_rules.yml'), hurried);
    edit(join(written, 'alertmanager.yml'), (text) =>
      text.replace('group_wait: 30s', 'group_wait: 1s'),
    );
    const start = async (command: string, url: string, args: readonly string[]) => {
      const server = startApp({ cwd: written, command, args: [...args] });
      servers.push(server);
      await ready(server, url);
    };
    await start('prometheus-node-exporter', `http://127.0.0.1:${node}/`, [
      `--web.listen-address=127.0.0.1:${node}`,
    ]);
    await start('prometheus-alertmanager', `${alertmanager}/-/ready`, [
      ...['--config.file=alertmanager.yml', `--storage.path=${join(folder, 'alertmanager')}`],
      ...[`--web.listen-address=127.0.0.1:${ports.alertmanager}`, '--cluster.listen-address='],
    ]);
    await start('prometheus', `${prometheus}/-/ready`, [
      ...['--config.file=prometheus.yml', `--storage.tsdb.path=${join(folder, 'data')}`],
      `--web.listen-address=127.0.0.1:${ports.prometheus}`,
    ]);
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop('SIGTERM')));
    await orders.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function get<T>(url: string): Promise<T> {
    return (await (await fetch(url)).json()) as T;
  }

  it('has every target up: the app by its file, the machine, Prometheus itself', async () => {
    const up = await waitFor(
      async () => {
        const { data } = await get<{ data: { activeTargets: readonly Target[] } }>(
          `${prometheus}/api/v1/targets`,
        );
        const targets = data.activeTargets;
        return targets.length === 3 && targets.every(({ health }) => health === 'up')
          ? targets
          : undefined;
      },
      () => 'not every target is up',
    );
    expect(up.map(({ labels }) => labels.job).sort()).toEqual(['node', 'orders', 'prometheus']);
  });

  it('has loaded both rule files, and each rule can be evaluated', async () => {
    type Groups = {
      data: { groups: { file: string; rules: { health: string; name: string }[] }[] };
    };
    const groups = await waitFor(
      async () => {
        const { data } = await get<Groups>(`${prometheus}/api/v1/rules`);
        const rules = data.groups.flatMap((group) => group.rules);
        return rules.length > 0 && rules.every(({ health }) => health !== 'unknown')
          ? data.groups
          : undefined;
      },
      () => 'the rules were not evaluated',
    );
    const files = new Set(groups.map(({ file }) => file.replace(/.*\//, '')));
    expect([...files].sort()).toEqual(['alert_rules.yml', 'recording_rules.yml']);
    const failing = groups.flatMap(({ rules }) => rules).filter(({ health }) => health !== 'ok');
    expect(failing).toEqual([]);
  });

  it('tells Alertmanager when requests of the app fail', async () => {
    const alert = await waitFor(
      async () => {
        const alerts = await get<readonly Alert[]>(`${alertmanager}/api/v2/alerts`);
        return alerts.find(({ labels }) => labels.alertname === 'HttpErrorRatioHigh');
      },
      () => 'no alert has reached Alertmanager',
    );
    expect(alert.labels.job).toBe('orders');
    expect(alert.annotations.runbook).toContain('docs/alerts.md');
    expect(alert.annotations.runbook).toMatch(/^Look at:\n1\. /);
  });

  it.each([
    ['SloBurnRateFast', 'SloBurnRateSlow', {}, {}],
    ['HttpErrorRatioHigh', 'HttpRouteErrorRatioHigh', {}, { http_route: '/orders' }],
    ['TargetDown', 'EventLoopLagHigh', { instance: 'a:1' }, { instance: 'a:1' }],
  ])('%s silences %s of the same job', async (source, target, ofSource, ofTarget) => {
    const labelsOf = (alertname: string, job: string, more: object) => ({
      labels: { alertname, job, severity: 'warning', ...more },
    });
    await fetch(`${alertmanager}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([
        labelsOf(source, 'one', ofSource),
        labelsOf(target, 'one', ofTarget),
        labelsOf(target, 'two', ofTarget),
      ]),
    });
    await waitFor(
      async () => {
        const alerts = await get<readonly Alert[]>(`${alertmanager}/api/v2/alerts`);
        const states = alerts
          .filter(({ labels }) => labels.alertname === target)
          .map(({ labels, status }) => [labels.job, status.inhibitedBy.length]);
        return states.some(([job, by]) => job === 'one' && by === 1) &&
          states.some(([job, by]) => job === 'two' && by === 0)
          ? states
          : undefined;
      },
      () => `${target} is not silenced`,
    );
  });
});

describe.runIf(RUN)('what docker compose gets', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'otel-metrics-init-'));
    otelMetrics(folder, ['init', '--dir', 'ops', '--token-file', 'token']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  interface Service {
    readonly network_mode?: string;
    readonly extra_hosts?: readonly string[];
    readonly image: string;
    readonly ports?: readonly string[];
    readonly volumes?: readonly string[];
    readonly profiles?: readonly string[];
  }

  function services(): Readonly<Record<string, Service>> {
    return parse(readFileSync(join(folder, 'ops/docker-compose.yml'), 'utf8')).services;
  }

  it('is the five servers, Alloy by its profile', () => {
    const profiles = Object.entries(services()).map(([name, { profiles }]) => [name, profiles]);
    expect(profiles).toEqual([
      ...['prometheus', 'alertmanager', 'grafana', 'node-exporter'].map((one) => [one, undefined]),
      ['alloy', ['alloy']],
    ]);
  });

  it('has every file that is mounted, and publishes on loopback alone', () => {
    const all = Object.values(services());
    const mounted = all
      .flatMap(({ volumes = [] }) => volumes)
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((source) => source.startsWith('./'));
    expect(mounted.length).toBeGreaterThan(6);
    expect(mounted.filter((source) => !existsSync(join(folder, 'ops', source)))).toEqual([]);
    const ports = all.flatMap(({ ports = [] }) => ports);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('is read by promtool and amtool; servers are called as the containers are', () => {
    const ops = join(folder, 'ops');
    writeFileSync(join(folder, 'token'), 'secret');
    const config = readFileSync(join(ops, 'prometheus.yml'), 'utf8');
    expect(config).toContain('credentials_file: ');
    // promtool looks for the token where the container has it.
    writeFileSync(join(ops, 'checked.yml'), config.replace('/etc/prometheus/token', '../token'));
    execFileSync('promtool', ['check', 'config', join(ops, 'checked.yml')], { stdio: 'pipe' });
    execFileSync('amtool', ['check-config', join(ops, 'alertmanager.yml')], { stdio: 'pipe' });
    const hosts = [...config.matchAll(/'([\w.-]+):\d+'/g)].map(([, host = '']) => host);
    const all = services();
    const known = all['prometheus']?.extra_hosts?.map((host) => host.split(':')[0]) ?? [];
    const named = Object.entries(all).filter(([, { network_mode }]) => network_mode === undefined);
    const names = [...named.map(([name]) => name), ...known];
    expect(hosts.filter((host) => host !== 'localhost' && !names.includes(host))).toEqual([]);
    const targets = readFileSync(join(ops, 'targets/app.yml'), 'utf8');
    expect(targets).toContain('host.docker.internal:9464');
  });

  it('is Grafana provisioned with dashboards that are there', () => {
    const ops = join(folder, 'ops');
    const provider = parse(
      readFileSync(join(ops, 'grafana/provisioning/dashboards/otel-metrics.yml'), 'utf8'),
    );
    const { volumes = [] } = services()['grafana'] ?? { volumes: [] };
    expect(volumes).toContain(`./grafana/dashboards:${provider.providers[0].options.path}:ro`);
    expect(readdirSync(join(ops, 'grafana/dashboards')).length).toBeGreaterThan(5);
  });
});
