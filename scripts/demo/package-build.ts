import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export const REPOSITORY = join(import.meta.dirname, '../..');

/** The doors that the package's `exports` name; one that is missing makes the build incomplete. */
const BUILT = ['register.cjs', 'register.mjs', 'index.cjs', 'index.mjs'].map((f) =>
  join('dist', f),
);
const SOURCES = ['src', 'register', 'scripts/build.ts', 'package.json'];

/** Builds the package where `dist` is missing or older than a source; says whether it did. */
export async function ensurePackageBuilt(signal: AbortSignal): Promise<boolean> {
  const builtAt = Math.min(...BUILT.map(modifiedAt));
  const changedAt = Math.max(...SOURCES.flatMap(filesUnder).map(modifiedAt));
  if (builtAt >= changedAt) return false;
  await build(signal);
  return true;
}

async function build(signal: AbortSignal): Promise<void> {
  const child = spawn(process.execPath, ['scripts/build.ts'], {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const exited = once(child, 'exit');
  const [output, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await exited;
  if (code !== 0) throw new Error(`the package could not be built:\n${output}${problems}`);
}

function filesUnder(path: string): string[] {
  const whole = join(REPOSITORY, path);
  if (!statSync(whole).isDirectory()) return [path];
  return readdirSync(whole, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name));
}

function modifiedAt(path: string): number {
  return statSync(join(REPOSITORY, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
