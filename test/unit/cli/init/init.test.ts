import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { dispatch } from '../../../../src/cli/dispatch.ts';
import { DEFAULT_FIT } from '../../../../src/cli/fit.ts';
import { ALERTMANAGER_FILE } from '../../../../src/cli/init/alertmanager-file.ts';
import { placesOf } from '../../../../src/cli/init/places.ts';
import { ALERT_GROUPS } from '../../../../src/cli/rules/alerts.ts';
import { fakeOutput } from '../fake-output.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otel-metrics-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function init(...given: (string | { readonly env: Record<string, string> })[]) {
  const args = given.filter((one) => typeof one === 'string');
  const env = Object.assign({}, ...given.map((one) => (typeof one === 'string' ? {} : one.env)));
  const out = fakeOutput();
  const signal = new AbortController().signal;
  const code = await dispatch(['init', ...args], { out, folder, env, signal });
  return { code, stdout: out.written(), stderr: out.said().join('\n') };
}

const outcomes = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    [...stdout.matchAll(/^((?:would be )?written|unchanged|kept|replaced) +(\S+)$/gm)].map(
      ([, outcome = '', path = '']) => [path.replace('monitoring/', ''), outcome],
    ),
  );

describe('init', () => {
  it('writes what a small installation needs, and says the next step', async () => {
    const { code, stdout, stderr } = await init();
    expect(code).toBe(0);
    const written = Object.keys(outcomes(stdout));
    expect(written).toEqual(
      expect.arrayContaining([
        ...['prometheus.yml', 'targets/app.yml', 'alert_rules.yml', 'recording_rules.yml'],
        ...['alertmanager.yml', 'docker-compose.yml', 'alloy/config.alloy'],
        ...['grafana/provisioning/datasources/prometheus.yml', 'grafana/dashboards/service.json'],
      ]),
    );
    expect(written.filter((path) => !existsSync(join(folder, 'monitoring', path)))).toEqual([]);
    expect(stderr).toContain('docker compose up -d');
  });

  it('changes nothing when it is called again', async () => {
    await init();
    const { code, stdout } = await init();
    expect(code).toBe(0);
    expect(new Set(Object.values(outcomes(stdout)))).toEqual(new Set(['unchanged']));
  });

  it('keeps a file that somebody has changed, and shows the difference', async () => {
    await init();
    const file = join(folder, 'monitoring/prometheus.yml');
    const mine = readFileSync(file, 'utf8').replaceAll('15s', '5s');
    writeFileSync(file, mine);
    const { code, stdout, stderr } = await init();
    expect(code).toBe(0);
    expect(outcomes(stdout)).toMatchObject({
      'prometheus.yml': 'kept',
      'alert_rules.yml': 'unchanged',
    });
    expect(stdout).toMatch(/^ +- +scrape_interval: 5s$/m);
    expect(stdout).toMatch(/^ +\+ +scrape_interval: 15s$/m);
    expect(stderr).toContain('--force');
    expect(readFileSync(file, 'utf8')).toBe(mine);
  });

  it('replaces it with --force', async () => {
    await init();
    const file = join(folder, 'monitoring/prometheus.yml');
    const written = readFileSync(file, 'utf8');
    writeFileSync(file, 'mine');
    const { stdout } = await init('--force');
    expect(outcomes(stdout)['prometheus.yml']).toBe('replaced');
    expect(readFileSync(file, 'utf8')).toBe(written);
  });

  it('writes nothing with --dry-run', async () => {
    const { code, stdout } = await init('--dry-run', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual({
      path: 'monitoring/prometheus.yml',
      outcome: 'written',
      dryRun: true,
    });
    const said = outcomes((await init('--dry-run')).stdout);
    expect(new Set(Object.values(said))).toEqual(new Set(['would be written']));
    expect(existsSync(join(folder, 'monitoring'))).toBe(false);
  });

  it('leaves compose out for servers on this machine, and names folders of it', async () => {
    const { stdout } = await init('--runtime', 'host', '--dir', 'ops');
    expect(stdout).not.toContain('docker-compose.yml');
    const provider = join(folder, 'ops/grafana/provisioning/dashboards/otel-metrics.yml');
    expect(readFileSync(provider, 'utf8')).toContain(join(folder, 'ops/grafana/dashboards'));
  });

  it.each([
    { what: 'a folder that is a file', args: ['--dir', 'taken'], code: 1, line: /taken: \w+: it/ },
    {
      what: 'a folder where none can be made, and ends',
      args: ['--dir', '/proc/nowhere/at/all'],
      code: 1,
      line: /nowhere\/at\/all: \w+: it/,
    },
    { what: 'another runtime', args: ['--runtime', 'k8s'], code: 2, line: /compose or host/ },
    { what: 'an unknown option', args: ['--dri', 'x'], code: 2, line: /--dir/ },
    { what: 'a target without a port', args: ['--target', 'shop'], code: 2, line: /host:port/ },
    {
      what: 'an app that is away',
      args: ['--from', '127.0.0.1:1'],
      code: 1,
      line: /127\.0\.0\.1:1/,
    },
  ])('refuses $what in one line', async ({ args, code, line }) => {
    writeFileSync(join(folder, 'taken'), '');
    const result = await init(...args);
    expect(result.code).toBe(code);
    expect(result.stderr.trimEnd()).toMatch(line);
    expect(result.stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2);
    expect(result.stderr).not.toContain('    at ');
    expect(existsSync(join(folder, 'monitoring'))).toBe(false);
  });
});

describe('the configuration of Prometheus', () => {
  async function written(env: Record<string, string>, ...args: string[]) {
    const { code, stderr } = await init({ env }, ...args);
    expect(code).toBe(0);
    const text = readFileSync(join(folder, 'monitoring/prometheus.yml'), 'utf8');
    const jobs: Readonly<Record<string, unknown>>[] = parse(text).scrape_configs;
    return { text, stderr, jobs, names: jobs.map(({ job_name: name }) => name) };
  }

  it.each([
    ['shop', ['shop', 'node', 'prometheus']],
    ['node', ['node', 'node_exporter', 'prometheus']],
    ['prometheus', ['prometheus', 'node', 'prometheus_itself']],
    ['null', ['null', 'node', 'prometheus']],
  ])('has a job of its own for the app: %s', async (job, names) => {
    expect((await written({}, '--job', job)).names).toEqual(names);
  });

  it('has no job for an app that only pushes, says so, and no rules about scrapes', async () => {
    const { text, names } = await written({ ACME_METRICS_EXPORTER: 'otlp' });
    expect(names).toEqual(['node', 'prometheus']);
    expect(text).toContain('# No job for the app');
    expect(existsSync(join(folder, 'monitoring/targets'))).toBe(false);
    const rules = readFileSync(join(folder, 'monitoring/alert_rules.yml'), 'utf8');
    expect(rules).not.toContain('alert: Target');
    expect(rules).toContain('#   TargetDown: the app only pushes: nothing scrapes it');
  });

  it.each(['native', 'both'])(
    'takes histograms that are %s, and rules ask for them',
    async (form) => {
      const env = { ACME_METRICS_HISTOGRAMS: form };
      const { jobs } = await written(env);
      expect(jobs[0]).toMatchObject({ scrape_native_histograms: true });
      const rules = readFileSync(join(folder, 'monitoring/recording_rules.yml'), 'utf8');
      expect(rules).toContain('histogram_count(');
      const host = await written(env, '--runtime', 'host', '--force');
      expect(host.jobs[0]).not.toHaveProperty('scrape_native_histograms');
      expect(host.text).toContain('# scrape_native_histograms: true');
      expect(host.stderr).toContain('--enable-feature=exemplar-storage');
    },
  );

  it('is written beside one line about what was refused', async () => {
    const { stderr } = await written({ ACME_METRICS_NAMING: 'old', ACME_METRICS_HISTOGRAMS: 'no' });
    expect(stderr.split('\n')[0]).toMatch(
      /^refused configuration: .*ACME_METRICS_.* \(and 1 more\);/,
    );
  });
});

describe('Alertmanager', () => {
  it('silences alerts that there are', () => {
    const names = ALERT_GROUPS.flatMap(({ alerts }) => alerts.map(({ name }) => name as string));
    const { inhibit_rules: rules } = parse(ALERTMANAGER_FILE.text);
    const named = JSON.stringify(rules).match(/(?<=alertname!?=..)\w+/g) ?? [];
    expect(named.length).toBe(6);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe('the places of containers', () => {
  it.each([
    ['localhost:9464', 'host.docker.internal:9464'],
    ['127.0.0.1:9100', 'host.docker.internal:9100'],
    ['[::1]:9464', 'host.docker.internal:9464'],
    ['shop-1:9464', 'shop-1:9464'],
    ['localhost.example.com:9464', 'localhost.example.com:9464'],
  ])('have the app of %s at %s', (target, app) => {
    expect(placesOf('compose', { ...DEFAULT_FIT, target }).app).toBe(app);
    expect(placesOf('host', { ...DEFAULT_FIT, target }).app).toBe(target);
  });
});
