import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseArguments } from '../../../../src/cli/arguments.ts';
import type { Output } from '../../../../src/cli/command.ts';
import { dashboardsCommand } from '../../../../src/cli/commands/dashboards.ts';
import { SECTIONS } from '../../../../src/views/sections.ts';

const NAMES = SECTIONS.map(({ id }) => id);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'otel-metrics-dashboards-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function run(...args: string[]) {
  let stdout = '';
  const lines: string[] = [];
  const out: Output = {
    isTerminal: false,
    size: () => ({ columns: 80, rows: 24 }),
    write(text) {
      stdout += text;
    },
    say: (line) => void lines.push(line),
    paint: (_style, text) => text,
    during: (_what, work) => work,
  };
  const parsed = parseArguments(dashboardsCommand, args);
  const { signal } = new AbortController();
  const code = await dashboardsCommand.run({ ...parsed, out, folder, env: {}, signal });
  return { code, stdout, lines };
}

describe('otel-metrics dashboards', () => {
  it('writes all of them as an array', async () => {
    const { code, stdout, lines } = await run();
    const dashboards = JSON.parse(stdout) as { uid: string }[];
    expect(dashboards.map(({ uid }) => uid)).toEqual(NAMES.map((name) => `otel-metrics-${name}`));
    expect([code, lines]).toEqual([0, []]);
  });

  it('writes the one of a name', async () => {
    const { stdout } = await run('runtime', '--naming', 'classic');
    expect(JSON.parse(stdout).uid).toBe('otel-metrics-classic-runtime');
    expect(stdout).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('lists them, for a person and as JSON', async () => {
    const { stdout } = await run('--list');
    expect(stdout.split('\n').map((line) => line.split(' ')[0])).toEqual([...NAMES, '']);
    const { stdout: json } = await run('--list', '--json');
    expect(JSON.parse(json)[0]).toMatchObject({ name: 'service', file: 'service.json' });
  });

  it('writes files, the same ones twice, and replaces no other without --force', async () => {
    const { stdout } = await run('--out-dir', 'grafana/node');
    const target = join(folder, 'grafana/node');
    expect(stdout).toContain('written    grafana/node/service.json\n');
    expect(readdirSync(target).sort()).toEqual(NAMES.map((name) => `${name}.json`).sort());
    expect((await run('--out-dir', 'grafana/node')).stdout).not.toContain('written');
    writeFileSync(join(target, 'service.json'), '{}');
    expect((await run('--out-dir', 'grafana/node')).stdout).toContain(
      'kept       grafana/node/service.json\n',
    );
    expect(readFileSync(join(target, 'service.json'), 'utf8')).toBe('{}');
    const { stdout: json } = await run('--out-dir', 'grafana/node', '--force', '--json');
    expect(JSON.parse(json).slice(0, 2)).toEqual([
      { path: 'grafana/node/service.json', outcome: 'replaced' },
      { path: 'grafana/node/http-clients.json', outcome: 'unchanged' },
    ]);
  });

  it.each([
    [['servcie'], "dashboards: there is no dashboard 'servcie'. Did you mean service?", 2],
    [['nothing-like-it'], "'nothing-like-it'. There are service, http-clients,", 2],
    [['--list', '--out-dir', 'x'], 'dashboards: --list writes nothing', 2],
    [['--force'], 'dashboards: --force is about files: add --out-dir <folder>', 2],
    [['--out-dir', 'file/below'], 'file/below: ENOTDIR: it has to be a folder', 1],
  ])('refuses %j in one line', async (args, message, exitCode) => {
    writeFileSync(join(folder, 'file'), '');
    const failure = await run(...args).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'CommandFailure', exitCode });
    expect((failure as Error).message).toContain(message);
    expect((failure as Error).message).not.toContain('\n');
  });
});
