import { afterAll, expect, it } from 'vitest';
import { type Exit, runApp } from '../../../../support/app-process.ts';
import { startPostgres } from '../../../../support/postgres.ts';

const postgres = await startPostgres();
afterAll(() => postgres.stop());

it.skipIf(postgres.engine === 'pglite')(
  'an app sees the same of pg with the observer and without, on a real PostgreSQL',
  async () => {
    const bare = await behaviour('bare');
    expect(bare.code).toBe(0);
    expect(bare.stdout).toContain('[idle clients that are retired]');
    expect(await behaviour('observed')).toEqual(bare);
  },
);

/** What the app printed, without what differs from run to run: pids. */
async function behaviour(mode: string): Promise<Omit<Exit, 'ms'>> {
  const { code, signal, stdout, stderr } = await runApp({
    cwd: import.meta.dirname,
    args: [
      `${import.meta.dirname}/../fixtures/behaviour.ts`,
      mode,
      JSON.stringify(postgres.settings),
    ],
  });
  return { code, signal, stdout, stderr: stderr.replaceAll(/\(node:\d+\)/g, '') };
}
