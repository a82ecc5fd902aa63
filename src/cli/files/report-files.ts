import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Call, Output, Style } from '../command.ts';
import { legible } from '../legible.ts';
import type { WrittenFile } from './write-files.ts';

/** Lines of a diff that a person reads through; the rest of a large one is counted. */
const MOST_DIFF_LINES = 60;

const STYLES: Readonly<Record<WrittenFile['outcome'], Style>> = {
  written: 'green',
  unchanged: 'dim',
  kept: 'yellow',
  replaced: 'green',
};

type Words = Readonly<Record<WrittenFile['outcome'], string>>;

const AS_IT_IS: Words = {
  written: 'written',
  unchanged: 'unchanged',
  kept: 'kept',
  replaced: 'replaced',
};

/** Without anything being done. */
const WOULD_BE: Words = {
  written: 'would be written',
  unchanged: 'unchanged',
  kept: 'would be kept',
  replaced: 'would be replaced',
};

/** Says what has become of each file, with a diff of those that said something else. */
export function reportFiles(
  files: readonly WrittenFile[],
  { out, json }: Call,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): void {
  if (json) {
    const entries = files.map(({ path, outcome }) => ({
      path,
      outcome,
      ...(dryRun && { dryRun }),
    }));
    out.write(`${JSON.stringify(entries, undefined, 2)}\n`);
    return;
  }
  const words = dryRun ? WOULD_BE : AS_IT_IS;
  const width = Math.max(...Object.values(words).map((word) => word.length));
  for (const file of files) {
    const outcome = out.paint(STYLES[file.outcome], words[file.outcome].padEnd(width));
    out.write(`${outcome}  ${file.path}\n`);
    if (file.before !== undefined) out.write(diffOf(file, file.before, out));
  }
  const kept = files.filter(({ outcome }) => outcome === 'kept').length;
  if (kept > 0) {
    const what = kept === 1 ? '1 file says' : `${kept} files say`;
    out.say(
      `${what} something else and ${dryRun ? 'would stay' : kept === 1 ? 'stayed as it was' : 'stayed as they were'}; --force replaces ${kept === 1 ? 'it' : 'them'}`,
    );
  }
}

function diffOf({ path, text }: WrittenFile, before: string, out: Output): string {
  const patch = createTwoFilesPatch(path, `${path} (new)`, before, text, undefined, undefined, {
    context: 1,
    headerOptions: FILE_HEADERS_ONLY,
  });
  const lines = patch.trimEnd().split('\n');
  const shown = lines.slice(0, MOST_DIFF_LINES).map((line) => `    ${painted(legible(line), out)}`);
  const more = lines.length - shown.length;
  return [...shown, ...(more > 0 ? [`    … and ${more} more lines`] : []), ''].join('\n');
}

function painted(line: string, out: Output): string {
  if (line.startsWith('+')) return out.paint('green', line);
  return line.startsWith('-') ? out.paint('red', line) : line;
}
