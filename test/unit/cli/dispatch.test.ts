import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { dispatch } from '../../../src/cli/dispatch.ts';
import { VERSION } from '../../../src/foundation/version.ts';
import { freePort } from '../../support/app-process.ts';
import { fakeOutput } from './fake-output.ts';

const NAMES = Object.keys(COMMANDS);

async function run(
  args: readonly string[],
  { signal = new AbortController().signal, env = {} } = {},
) {
  const out = fakeOutput();
  const code = await dispatch(args, { out, folder: import.meta.dirname, env, signal });
  return { code, stdout: out.written(), stderr: out.said() };
}

describe('help', () => {
  it.each([[[]], [['--help']], [['-h']], [['help']]])('of the program: %j', async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stderr]).toEqual([0, []]);
    for (const name of NAMES) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  it.each(NAMES)('of %s, by both ways', async (name) => {
    const { code, stdout } = await run([name, '--help']);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^otel-metrics ${name}\\b`));
    expect(await run(['help', name])).toEqual({ code, stdout, stderr: [] });
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
  });

  it.each(NAMES)(
    'of %s says something of each option, and has examples that parse',
    async (name) => {
      const command = await COMMANDS[name]?.();
      expect(command?.summary).toMatch(/^(check|show|write) /);
      expect(command?.details).not.toContain('\n');
      expect(command?.examples.length).toBeGreaterThan(0);
      for (const { help } of Object.values(command?.options ?? {})) expect(help).not.toBe('');
    },
  );

  it('has the version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, stdout: `${VERSION}\n`, stderr: [] });
  });
});

describe('a refused configuration is one line on stderr', () => {
  const env = { ACME_METRICS_NAMING: 'old', ACME_METRICS_HISTOGRAMS: 'no' };

  it.each([
    [['rules']],
    [['dashboards', '--list']],
    [['scrape-config']],
    [['init', '--dry-run']],
    [['metrics']],
  ])('of %j', async (args) => {
    const port = String(await freePort());
    const { stderr } = await run(args, { env: { ...env, OTEL_EXPORTER_PROMETHEUS_PORT: port } });
    expect(stderr.filter((line) => line.startsWith('refused configuration: '))).toEqual([
      expect.stringMatching(/ACME_METRICS_\w+.* \(and 1 more\); otel-metrics config shows all$/),
    ]);
  });
});

describe('a wrong call is one line and exit 2', () => {
  it.each([
    [
      ['metrcs'],
      'otel-metrics: there is no command metrcs. Did you mean metrics? See otel-metrics --help',
    ],
    [['\u001b[2J'], String.raw`otel-metrics: there is no command \x1b[2J. See otel-metrics --help`],
    [['toString'], 'otel-metrics: there is no command toString. See otel-metrics --help'],
    [['--versoin'], 'otel-metrics: there is no option --versoin. See otel-metrics --help'],
    [['help', 'nothing'], 'otel-metrics: there is no command nothing. See otel-metrics --help'],
    [
      ['config', '--chnaged'],
      'otel-metrics: config: there is no option --chnaged. Did you mean --changed? See otel-metrics config --help',
    ],
    [
      ['metrics', '--url', 'ftp://x'],
      /^otel-metrics: the address is not a port, host:port, or a URL/,
    ],
    [
      ['metrics', '--sort', 'size'],
      /^otel-metrics: --sort 'size' is not one of page, name, series$/,
    ],
    [['metrics', '--watch', '--json'], /do not go together$/],
  ])('%j', async (args, line) => {
    const { code, stdout, stderr } = await run(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toEqual([typeof line === 'string' ? line : expect.stringMatching(line)]);
  });
});

describe('what fails', () => {
  it('is one line and exit 1', async () => {
    const address = `http://127.0.0.1:${await freePort()}/metrics`;
    const { code, stderr } = await run(['metrics', '--url', address]);
    expect(code).toBe(1);
    expect(stderr).toEqual([`otel-metrics: no page from ${address}: nothing listens there`]);
  });

  it('says nothing where somebody has interrupted it', async () => {
    const { stderr } = await run(['metrics', '--url', '1'], { signal: AbortSignal.abort() });
    expect(stderr).toEqual([]);
  });
});

describe('the configuration', () => {
  it('is shown with its sources', async () => {
    const { code, stdout } = await run(['config', '--changed']);
    expect([code, stdout]).toEqual([0, 'every option has its default\n']);
    const { options } = JSON.parse((await run(['config', '--json'])).stdout);
    expect(options[0]).toMatchObject({ name: 'enabled', value: true, source: 'default' });
  });
});
