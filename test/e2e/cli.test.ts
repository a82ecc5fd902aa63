import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type App, freePort, runApp, scrape, startApp } from '../support/app-process.ts';
import { NODE_VERSIONS, nodeBinary } from '../support/packed-project.ts';
import {
  hasPseudoTerminals,
  runOnTerminal,
  type TerminalProgram,
} from '../support/pseudo-terminal.ts';

const cwd = inject('packedProject');
const BIN = join(cwd, 'node_modules/.bin/otel-metrics');
const FLAGS = ['--import', '@acme/otel-metrics/register'];
const node = nodeBinary(cwd, '24') ?? process.execPath;
const ENTER_SCREEN = '\u001b[?1049h';
const LEAVE_SCREEN = '\u001b[?7h\u001b[?25h\u001b[?1049l';

/** The program as a shell finds it. */
function cli(args: readonly string[], env: Record<string, string> = {}, folder = cwd) {
  return runApp({ cwd: folder, command: BIN, args, env: { PATH: pathWith24(), ...env } });
}

function pathWith24(): string {
  return `${join(node, '..')}:${process.env['PATH']}`;
}

function startShop(port: number): App {
  return startApp({
    ...{ cwd, command: node, args: [...FLAGS, 'http-app.cjs'] },
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), OTEL_SERVICE_NAME: 'shop' },
  });
}

let port = 0;
let app: App;
beforeAll(async () => {
  port = await freePort();
  app = startShop(port);
  const [, appPort] = await app.printed(/listening (\d+)/);
  await (await fetch(`http://127.0.0.1:${appPort}/users/1`)).text();
  await scrape(port);
});
afterAll(() => app.stop());

describe('the program', () => {
  it('is there to be run after npm install', async () => {
    expect(statSync(BIN).mode & 0o111).not.toBe(0);
    const { version } = JSON.parse(
      readFileSync(join(cwd, 'node_modules/@acme/otel-metrics/package.json'), 'utf8'),
    );
    expect(await cli(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
    expect(await cli([])).toMatchObject({ code: 0, stdout: expect.stringContaining('metrics') });
  });

  it('answers what it does not know in one line', async () => {
    expect(await cli(['metrcs'])).toMatchObject({
      ...{ code: 2, stdout: '' },
      stderr:
        'otel-metrics: there is no command metrcs. Did you mean metrics? See otel-metrics --help\n',
    });
  });

  const old = nodeBinary(cwd, '20');
  it.skipIf(old === undefined)('says so in one line where Node is too old', async () => {
    const end = await runApp({ cwd, command: old as string, args: [BIN, 'metrics'] });
    expect(end).toMatchObject({ code: 1, stdout: '' });
    expect(end.stderr).toMatch(
      /^otel-metrics: Node 20\.\d+\.\d+ is not supported \(needs 22\.15 or later\)\n$/,
    );
  });

  const newer = NODE_VERSIONS.filter((version) => nodeBinary(cwd, version) !== undefined);
  it.each(newer)('runs on Node %s', async (version) => {
    const command = nodeBinary(cwd, version) as string;
    const args = [BIN, 'metrics', 'uptime', '--url', String(port)];
    const end = await runApp({ cwd, command, args, env: { FORCE_COLOR: '1' } });
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(end.stdout).toContain('\u001b[1mNAME');
    expect(end.stdout).toContain('process_uptime_seconds');
  });

  it('has a door that such a Node can read', () => {
    const door = readFileSync(join(cwd, 'node_modules/@acme/otel-metrics/dist/cli.cjs'), 'utf8');
    const code = door.replace(/^#!.*/, '').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(code).not.toMatch(/\b(const|let|class|async|await|import)\b|=>|`|\?\.|\?\?|node:/);
  });

  it('starts no agent of its own, and takes no port', async () => {
    const env = { NODE_OPTIONS: FLAGS.join('='), OTEL_EXPORTER_PROMETHEUS_PORT: String(port) };
    const { code, stderr } = await cli(['metrics', 'uptime'], env);
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('metrics', () => {
  it('lists what the app exposes', async () => {
    const { code, stdout, stderr } = await cli(['metrics', '--url', String(port)]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^NAME +TYPE +UNIT +SERIES +VALUE +HELP\n/);
    expect(stdout).toMatch(
      /^http_server_request_duration_seconds +histogram +seconds +1 +1, mean /m,
    );
    expect(stdout).not.toContain('\u001b');
  });

  it('searches, and shows series', async () => {
    const { stdout } = await cli(['metrics', 'request', 'server', '--labels'], {
      OTEL_EXPORTER_PROMETHEUS_PORT: String(port),
    });
    expect(stdout).toMatch(/^http_server_request_duration_seconds {2}histogram, seconds$/m);
    expect(stdout).toMatch(/^ {2}\{.*http_request_method="GET".*\} {2}1, mean /m);
    expect(stdout).not.toContain('v8js');
    expect(await cli(['metrics', 'nosuchthing', '--url', String(port)])).toMatchObject({
      ...{ code: 1, stdout: '', stderr: expect.stringMatching(/^none of the \d+ metrics/) },
    });
  });

  it('tells programs', async () => {
    const { stdout } = await cli(['metrics', 'uptime', '--url', String(port), '--json']);
    expect(JSON.parse(stdout).metrics).toEqual([
      expect.objectContaining({ name: 'process_uptime_seconds', value: expect.any(Number) }),
    ]);
  });

  it('ends quietly when its reader has gone', async () => {
    const command = `"${BIN}" metrics --watch --url ${port} | head -n 1`;
    const end = await runApp({
      ...{ cwd, command: '/bin/sh', args: ['-c', command], env: { PATH: pathWith24() } },
    });
    expect(end).toMatchObject({ code: 0, stderr: '' });
    expect(end.stdout.split('\n')).toHaveLength(2);
  });

  it('has colours where they are asked for, and not where they are unwanted', async () => {
    const { stdout } = await cli(['metrics', '--url', String(port)], { FORCE_COLOR: '1' });
    expect(stdout).toContain('\u001b[1mNAME');
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends by %s with %i', async (signal, code) => {
    const watching = startApp({
      ...{ cwd, command: BIN, args: ['metrics', '--watch', 'uptime', '--url', String(port)] },
      env: { PATH: pathWith24() },
    });
    await watching.printed(/process_uptime_seconds/);
    expect(await watching.stop(signal)).toMatchObject({ code, stderr: '' });
  });
});

describe.skipIf(!hasPseudoTerminals())('metrics --watch on a terminal', () => {
  const programs: TerminalProgram[] = [];
  afterEach(() => {
    for (const program of programs.splice(0)) program.stop();
  });

  function watch(address: number, env: Record<string, string> = {}): TerminalProgram {
    const command = `'${BIN}' metrics --watch --url ${address}`;
    const program = runOnTerminal({ cwd, command, env: { PATH: pathWith24(), ...env } });
    programs.push(program);
    return program;
  }

  it('is redrawn, filters, and gives the terminal back', async () => {
    const program = watch(port);
    await program.shows(/target_info/);
    // The second page: there is a rate.
    await program.shows(/nodejs_eventloop_time_seconds_total.*\d\/s/);
    program.type('/heap_used');
    await program.shows(/\/heap_used█/);
    program.type('\r');
    await program.shows(/filter 'heap_used'/);
    program.type('q');
    expect(await program.ended).toBe(0);
    const [before, screen = ''] = program.output().split(ENTER_SCREEN);
    const [drawn, after] = screen.split(LEAVE_SCREEN);
    expect(drawn).toContain('heap_used');
    expect([before, after]).toEqual(['', '']);
  });

  it('ends by Ctrl-C, and gives the terminal back', async () => {
    const program = watch(port, { NO_COLOR: '1' });
    await program.shows(/q quits/);
    program.type('\u0003');
    expect(await program.ended).toBe(130);
    expect(program.output().trimEnd().endsWith(LEAVE_SCREEN)).toBe(true);
    // Only what moves the cursor and keeps the screen.
    expect(program.output()).not.toContain('\u001b[1m');
    expect(program.output()).not.toContain('\u001b[36m');
  });

  it('goes on when the app is started again', async () => {
    const own = await freePort();
    const first = startShop(own);
    await scrape(own);
    const program = watch(own);
    await program.shows(/process_uptime_seconds/);
    await first.stop();
    await program.shows(/away, trying again: .*nothing listens there/);
    const second = startShop(own);
    // While it is away there is no number.
    await program.shows(/process_uptime_seconds +\d/);
    program.type('q');
    expect(await program.ended).toBe(0);
    await second.stop();
  });

  it('says what is not there, and leaves the terminal alone', async () => {
    const program = watch(await freePort());
    expect(await program.ended).toBe(1);
    expect(program.output()).toMatch(/^otel-metrics: no page from .*nothing listens there\r\n$/);
  });
});

describe('config', () => {
  const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-cli-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('says what is in force here, and where it is from', async () => {
    writeFileSync(
      join(folder, 'otel-metrics.config.yaml'),
      'prefix: shop_\nport: hunter2\nhttpRoutes: [/users/:id]\n',
    );
    const env = {
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20hunter2',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://user:hunter2@collector.example',
    };
    const { code, stdout, stderr } = await cli(['config', '--changed'], env, folder);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).not.toContain('hunter2');
    expect(stdout).toMatch(/^prefix +shop_ +file: otel-metrics\.config\.yaml: prefix$/m);
    expect(stdout).toMatch(/^httpRoutes +\["\/users\/:id"\] +file/m);
    expect(stdout).toMatch(/^otlpHeaders +\{"authorization":"\[hidden\]"\} +environment/m);
    expect(stdout).toMatch(/\nREFUSED\notel-metrics\.config\.yaml: port is not a whole number/);
  });
});
