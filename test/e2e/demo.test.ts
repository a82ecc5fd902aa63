import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type App, freePort, startApp } from '../support/app-process.ts';
import { canRun } from '../support/prometheus.ts';

const ROOT = join(import.meta.dirname, '../..');
const METRICS_URL = /http:\/\/localhost:(\d+)\/metrics/;

/** Temporary files of the demo: what it leaves behind is found here. */
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otel-metrics-demo-test-'));
  // PostgreSQL doesn't run as root, and the user that stands in has to reach its data.
  chmodSync(folder, 0o755);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function startDemo(args: readonly string[], env: Readonly<Record<string, string>> = {}): App {
  return startApp({
    cwd: ROOT,
    args: ['scripts/demo/main.ts', ...args],
    env: { TMPDIR: folder, ...env },
  });
}

/** A program that takes Prometheus' arguments, is ready, and has no data for any query. */
const EMPTY_PROMETHEUS = `#!${process.execPath}
const [flag] = process.argv.filter((argument) => argument.startsWith('--web.listen-address='));
const [host, port] = flag.split('=')[1].split(':');
const answer = JSON.stringify({ status: 'success', data: { result: [] } });
require('node:http').createServer((req, res) => res.end(answer)).listen(port, host);
`;

async function expectNothingLeft(metricsPort: string | undefined): Promise<void> {
  expect(readdirSync(folder)).toEqual([]);
  await expect(fetch(`http://localhost:${metricsPort}/metrics`)).rejects.toThrow('fetch failed');
}

describe('npm run demo', { timeout: 120_000 }, () => {
  test('--seconds ends by itself: a summary, every expected metric, exit code 0', async () => {
    const { code, stdout, stderr } = await startDemo(['--seconds', '8', '--no-prometheus']).exited;
    expect(stderr).toBe('');
    expect(stdout).toMatch(
      /ok package .* s .*\n {2}ok PostgreSQL .* s .*\n {2}ok orders API .* s /,
    );
    expect(stdout).toMatch(/0:0\d {2}\d+\.\d req\/s .* queries\/s/);
    expect(stdout).toMatch(/Summary of \d+ seconds/);
    expect(stdout).toMatch(/GET {3}\/orders\/:id +\d+\.\d +\d+(\.\d+)? (ms|µs)/);
    expect(stdout).toMatch(/SELECT orders +\d+\.\d +\d+(\.\d+)? (ms|µs)/);
    expect(stdout).toContain('Every expected metric is there.');
    expect(code).toBe(0);
    await expectNothingLeft(METRICS_URL.exec(stdout)?.[1]);
  });

  test.each([
    ['SIGINT', 0],
    ['SIGTERM', 0],
  ] as const)('%s stops all of it cleanly, exit code %i', async (signal, exitCode) => {
    const demo = startDemo(['--no-prometheus']);
    const [, metricsPort] = await demo.printed(METRICS_URL);
    await fetch(`http://localhost:${metricsPort}/metrics`);
    const { code, stdout } = await demo.stop(signal);
    expect(stdout).toContain('Summary of');
    expect(code).toBe(exitCode);
    await expectNothingLeft(metricsPort);
  });

  test('SIGINT while it starts leaves nothing behind either', async () => {
    const demo = startDemo(['--no-prometheus']);
    await demo.printed(/ok PostgreSQL/);
    const { code, stdout } = await demo.stop('SIGINT');
    expect(stdout).not.toContain('Summary');
    expect(code).toBe(130);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('takes a free port where the wanted one is in use', async () => {
    const wanted = await freePort();
    const occupant = createServer().listen(wanted, '127.0.0.1');
    await once(occupant, 'listening');
    const demo = startDemo(['--no-prometheus', '--port', String(wanted)]);
    const [, metricsPort] = await demo.printed(METRICS_URL);
    await demo.stop('SIGINT');
    occupant.close();
    expect(Number(metricsPort)).not.toBe(wanted);
  });

  test('exit code 1 and a list when something expected is missing', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'prometheus'), EMPTY_PROMETHEUS, { mode: 0o755 });
    const path = `${bin}${delimiter}${process.env['PATH']}`;
    const { code, stdout, stderr } = await startDemo(['--seconds', '3'], { PATH: path }).exited;
    expect(stdout).not.toContain('Every expected metric is there.');
    expect(stderr.split('\n')).toContain('  Prometheus has no data for: request rate');
    expect(code).toBe(1);
  });

  test.each([
    [['--seconds', 'many'], "demo: --seconds 'many' is not a whole number from 3 to 86400\n"],
    [['--fast'], "demo: Unknown option '--fast'; see --help\n"],
  ])('%j: one line on stderr, exit code 2', async (args, line) => {
    const { code, stdout, stderr } = await startDemo(args).exited;
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: line });
  });

  test('--help names every option', async () => {
    const { code, stdout } = await startDemo(['--help']).exited;
    for (const option of ['--seconds', '--port', '--rate', '--no-prometheus']) {
      expect(stdout).toContain(option);
    }
    expect(code).toBe(0);
  });

  test.skipIf(!canRun('prometheus'))(
    'starts the Prometheus that is on PATH, which answers every query',
    async () => {
      const { code, stdout, stderr } = await startDemo(['--seconds', '8']).exited;
      expect(stderr).toBe('');
      expect(stdout).toMatch(/ok Prometheus .* http:\/\/localhost:\d+\n/);
      expect(code).toBe(0);
      await expectNothingLeft(METRICS_URL.exec(stdout)?.[1]);
    },
  );
});
