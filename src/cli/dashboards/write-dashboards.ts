import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Call, CommandFailure } from '../command.ts';
import { legible } from '../legible.ts';
import type { DashboardFile } from './dashboards.ts';

type Outcome = 'written' | 'unchanged';

interface Written {
  readonly path: string;
  readonly outcome: Outcome;
}

/**
 * Writes a file for each dashboard, and says so. A file that says something else is not replaced
 * without `--force`; then nothing is written at all.
 */
export async function writeDashboards(
  dashboards: readonly DashboardFile[],
  into: string,
  { folder, values, out, json }: Call,
): Promise<void> {
  const target = resolve(folder, into);
  const files = dashboards.map(({ file, json: text }) => ({ path: join(into, file), file, text }));
  const results = await guarded(into, async () => {
    await mkdir(target, { recursive: true });
    const present = await Promise.all(files.map(({ file }) => textOf(join(target, file))));
    const isOther = (at: number) => present[at] !== undefined && present[at] !== files[at]?.text;
    const others = files.filter((_file, at) => isOther(at));
    if (others.length > 0 && values['force'] !== true) throw wouldReplace(others[0]?.path, others);
    return Promise.all(
      files.map(async ({ path, file, text }, at): Promise<Written> => {
        if (present[at] === text) return { path, outcome: 'unchanged' };
        await writeFile(join(target, file), text);
        return { path, outcome: 'written' };
      }),
    );
  });
  if (json) out.write(`${JSON.stringify(results, undefined, 2)}\n`);
  else for (const { path, outcome } of results) out.write(`${outcome.padEnd(9)}  ${path}\n`);
}

function wouldReplace(first: string | undefined, others: readonly unknown[]): CommandFailure {
  const rest = others.length > 1 ? ` and ${others.length - 1} more` : '';
  return new CommandFailure(
    `dashboards: ${first}${rest} would be replaced. Add --force to do so; nothing was written`,
  );
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function guarded<T>(into: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    const { code = 'failed' } = error as NodeJS.ErrnoException;
    throw new CommandFailure(
      `dashboards: --out-dir ${legible(into)}: ${code}: it has to be a folder that may be written to`,
    );
  }
}
