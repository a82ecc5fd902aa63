import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dispatch } from '../../../../src/cli/dispatch.ts';
import { DEFAULT_FIT } from '../../../../src/cli/fit.ts';
import { placesOf } from '../../../../src/cli/init/places.ts';
import { fakeOutput } from '../fake-output.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otel-metrics-init-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function init(...args: string[]) {
  const out = fakeOutput();
  const signal = new AbortController().signal;
  const code = await dispatch(['init', ...args], { out, folder, env: {}, signal });
  return { code, stdout: out.written(), stderr: out.said().join('\n') };
}

const outcomes = (stdout: string): Record<string, string> =>
  Object.fromEntries(
    [...stdout.matchAll(/^(written|unchanged|kept|replaced) +(\S+)$/gm)].map(
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
    });
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
