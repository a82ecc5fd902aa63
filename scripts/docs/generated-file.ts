import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the repository that a script writes, wholly or between markers. */
export interface GeneratedFile {
  /** Relative to the repository. */
  readonly path: string;
  readonly text: string;
}

/** The files whose committed text is not the generated one. */
export function staleFiles(root: string, files: readonly GeneratedFile[]): string[] {
  return files
    .filter(({ path, text }) => textOf(join(root, path)) !== text)
    .map(({ path }) => path);
}

/**
 * Ends a generator's command: writes the files, or with `--check` in `args` compares them with the
 * committed ones.
 * @returns The exit code, and the one line to say.
 */
export function publish(
  root: string,
  files: readonly GeneratedFile[],
  args: readonly string[],
): { readonly exitCode: number; readonly line: string } {
  const stale = staleFiles(root, files);
  if (args.includes('--check')) {
    if (stale.length === 0) return { exitCode: 0, line: `${names(files)}: as generated` };
    const verb = stale.length === 1 ? 'is' : 'are';
    return { exitCode: 1, line: `${stale.join(', ')} ${verb} out of date: run npm run docs` };
  }
  for (const { path, text } of files) writeFileSync(join(root, path), text);
  const written = stale.length === 0 ? 'nothing changed' : `wrote ${stale.join(', ')}`;
  return { exitCode: 0, line: `${names(files)}: ${written}` };
}

/**
 * `text` with what stands between `<!-- name:start -->` and `<!-- name:end -->` replaced. Throws
 * where a marker is missing: a table that is silently not written is worse than none.
 */
export function fillMarkers(text: string, name: string, content: string): string {
  const start = `<!-- ${name}:start -->`;
  const end = `<!-- ${name}:end -->`;
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from === -1 || to < from) throw new Error(`the markers ${start} and ${end} are missing`);
  return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function names(files: readonly GeneratedFile[]): string {
  return files.map(({ path }) => path).join(', ');
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
