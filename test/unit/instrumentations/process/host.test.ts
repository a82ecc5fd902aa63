import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Exit, startApp } from '../../../support/app-process.ts';

const OBSERVERS = join(import.meta.dirname, 'all-observers.ts');
/** A preload of any kind changes Node's own frames in a stack trace. */
const EMPTY = 'data:text/javascript,';
const folder = mkdtempSync(join(tmpdir(), 'observers-'));
const reportFile = join(folder, 'report.json');
afterAll(() => rmSync(folder, { recursive: true }));

interface Family {
  readonly name: string;
  readonly series: { attributes: Record<string, string>; value: number }[];
}

/** Runs code as an app with a preload. */
async function run(preload: string, code: string, flags: readonly string[] = []): Promise<Exit> {
  const app = startApp({
    cwd: folder,
    args: ['--import', preload, ...flags, '--input-type=commonjs', '--eval', code],
    env: { REPORT_FILE: reportFile },
  });
  onTestFinished(() => void app.stop());
  const exit = await app.exited;
  return { ...exit, stderr: exit.stderr.replaceAll(`node:${app.child.pid}`, 'node:pid') };
}

function reported(name: string): Family['series'] {
  const families = JSON.parse(readFileSync(reportFile, 'utf8')) as Family[];
  return families.find((family) => family.name === name)?.series ?? [];
}

const CRITICAL = { severity: 'critical', component: 'process' };
const UNCAUGHT = [{ attributes: { ...CRITICAL, type: 'RangeError' }, value: 1 }];

describe('an app with every observer', () => {
  it.each([
    ['ends by itself', "console.log('done')", []],
    ['ends after its timers', "setTimeout(() => console.log('done'), 50)", []],
    ['sees one beforeExit', "process.on('beforeExit', () => console.log('before'))", []],
    ['exits with its code', 'process.exit(3)', []],
    ['dies of an exception', "throw new RangeError('secret')", UNCAUGHT],
    ['dies of a rejection', "Promise.reject(new RangeError('secret'))", UNCAUGHT],
    [
      'outlives an exception that it handles',
      "process.on('uncaughtException', () => console.log('handled')); throw new RangeError('secret')",
      UNCAUGHT,
    ],
    [
      'outlives a rejection that it handles',
      "process.on('unhandledRejection', () => console.log('handled')); Promise.reject(new RangeError())",
      [],
    ],
    [
      'warns',
      "process.emitWarning('secret', 'AcmeWarning')",
      [
        {
          attributes: { type: 'AcmeWarning', severity: 'warning', component: 'process' },
          value: 1,
        },
      ],
    ],
  ])('%s, with the same code and output', async (_title, code, errors) => {
    expect(await run(OBSERVERS, code)).toEqual(await run(EMPTY, code));
    expect(reported('errors').filter(({ value }) => value > 0)).toEqual(errors);
  });

  it('deletes performance and fakes its timers: nothing is missing', async () => {
    const code =
      'delete globalThis.performance; globalThis.setTimeout = globalThis.clearTimeout = () => 7;';
    const exit = await run(OBSERVERS, code);
    expect(exit).toEqual(await run(EMPTY, code));
    for (const name of ['process.uptime', 'process.start_time', 'nodejs.eventloop.time']) {
      expect(reported(name)).not.toEqual([]);
    }
  });

  it('counts the minor collections of --minor-ms', async () => {
    await run(
      OBSERVERS,
      "for (let i = 0; i < 5; i++) gc({ type: 'minor' }); setTimeout(() => {}, 50)",
      ['--minor-ms', '--expose-gc'],
    );
    const minor = reported('v8js.gc.duration').find(
      ({ attributes }) => attributes['v8js.gc.type'] === 'minor',
    );
    expect(minor?.value).toBeGreaterThanOrEqual(5);
  });

  it('knows the heap limit that the app was given', async () => {
    await run(OBSERVERS, '', ['--max-old-space-size=200']);
    const [limit] = reported('v8js.memory.heap.limit');
    expect(limit?.value).toBeGreaterThanOrEqual(200 * 2 ** 20);
    expect(limit?.value).toBeLessThan(400 * 2 ** 20);
  });

  it.runIf(process.platform === 'linux')('lacks /proc alone where it may not read it', async () => {
    const root = join(import.meta.dirname, '../../../..');
    const code = "setTimeout(() => console.log('done'), 50)";
    const exit = await run(OBSERVERS, code, [
      '--permission',
      `--allow-fs-read=${root}`,
      `--allow-fs-write=${folder}`,
    ]);
    expect(exit).toMatchObject({ code: 0, stdout: 'done\n', stderr: '' });
    expect(reported('process.memory.virtual')).toEqual([]);
    expect(reported('process.unix.file_descriptor.count')).toEqual([]);
    expect(reported('process.memory.usage')).toHaveLength(1);
  });
});
