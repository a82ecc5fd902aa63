import { readFileSync, statSync } from 'node:fs';

export type FileText = { readonly text: string } | { readonly problem: string };

/** More than any file that people write by hand. */
const MOST_BYTES = 32 * 1024 * 1024;

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
};

/** A text file, or in a few words why not. */
export function readFileText(file: string): FileText {
  try {
    const { size, isFile } = factsOf(file);
    if (!isFile) return { problem: 'it is no file' };
    if (size > MOST_BYTES) return { problem: 'it is larger than 32 MiB' };
    return { text: readFileSync(file, 'utf8').replace(/^\uFEFF/, '') };
  } catch (error) {
    return { problem: reasonOf(error) };
  }
}

export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code ?? '';
  return REASONS[code] ?? `it cannot be read (${code || 'unknown error'})`;
}

/** A pipe would be waited for. */
function factsOf(file: string): { readonly size: number; readonly isFile: boolean } {
  const facts = statSync(file);
  return { size: facts.size, isFile: facts.isFile() };
}
