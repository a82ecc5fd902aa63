import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CommandFailure } from '../command.ts';
import { legible } from '../legible.ts';

/** A file that is to be written. */
export interface NewFile {
  /** In the folder that is written into; with `/`. */
  readonly path: string;
  readonly text: string;
}

export interface WrittenFile extends NewFile {
  /** As it was called for: with the folder before it. */
  readonly path: string;
  /** `kept`: it says something else, and was not to be replaced. */
  readonly outcome: 'written' | 'unchanged' | 'kept' | 'replaced';
  /** What it said before, where that is something else. */
  readonly before?: string;
}

export interface WriteOptions {
  /** As it was called for. */
  readonly into: string;
  /** What that is relative to. */
  readonly folder: string;
  /** Whether files that say something else are replaced. */
  readonly force: boolean;
  /** Whether only to say what would be written. */
  readonly dryRun?: boolean;
}

/** Writes files that are missing, with their folders, and others where they may be replaced. */
export async function writeFiles(
  files: readonly NewFile[],
  { into, folder, force, dryRun = false }: WriteOptions,
): Promise<readonly WrittenFile[]> {
  const target = resolve(folder, into);
  try {
    // All are read first: what can't be read is said before anything is written.
    const before = await Promise.all(files.map(({ path }) => textOf(join(target, path))));
    const written = files.map((file, at) => outcomeOf(file, { before: before[at], force, into }));
    for (const [at, { outcome }] of written.entries()) {
      const file = files[at];
      const isWritten = outcome === 'written' || outcome === 'replaced';
      if (!dryRun && isWritten && file !== undefined) await write(join(target, file.path), file);
    }
    return written;
  } catch (error) {
    const { code = 'failed' } = error as NodeJS.ErrnoException;
    throw new CommandFailure(
      `${legible(into)}: ${code}: it has to be a folder that can be written into`,
    );
  }
}

interface Present {
  readonly before: string | undefined;
  readonly force: boolean;
  readonly into: string;
}

function outcomeOf({ path, text }: NewFile, { before, force, into }: Present): WrittenFile {
  const file = { path: join(into, path), text };
  if (before === undefined) return { ...file, outcome: 'written' };
  if (before === text) return { ...file, outcome: 'unchanged' };
  return { ...file, before, outcome: force ? 'replaced' : 'kept' };
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function write(path: string, { text }: NewFile): Promise<void> {
  await makeFolder(dirname(path));
  await writeFile(path, text);
}

/** With the folders above it. Node's own way of doing that never ends below /proc. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await mkdir(path);
  }
}
