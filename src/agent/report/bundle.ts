import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { builtFile } from '../../foundation/chunks.ts';
import { packageOfFile } from '../../foundation/package-of-file.ts';
import { KNOWN_LIBRARIES } from './known-libraries.ts';

export interface OwnFiles {
  /** The file that Node was given. */
  readonly entry: string | undefined;
  /** What `require` has loaded. */
  readonly loaded: readonly string[];
}

/** A part of a bundle is larger than what people write; in all it is looked at no more than this. */
const MOST_FILES = 500;
const MOST_BYTES = 64 * 1024 * 1024;
/** Of one file: a program that was built into Node itself is larger. */
const LARGEST_FILE = 32 * 1024 * 1024;

const OWN_FOLDER = dirname(builtFile('agent.cjs'));
const SCRIPT = /\.[cm]?[jt]sx?$/;
/** Relative ones, as bundlers write them for the parts of a bundle. */
const IMPORTS = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g;

/**
 * The libraries whose code is in files of the app's own, and in which: they are told by texts of
 * theirs. Looks at what `require` has loaded and at what the entry imports, since of ES modules Node
 * keeps no list.
 */
export async function findBundled({ entry, loaded }: OwnFiles): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const files = new Set([...(entry === undefined ? [] : [entry]), ...loaded].filter(isOwn));
  let bytes = 0;
  let count = 0;
  // Those that are added on the way come by themselves.
  for (const file of files) {
    if (++count > MOST_FILES || bytes > MOST_BYTES) break;
    const content = await contentOf(file);
    bytes += content.length;
    for (const name of librariesIn(content)) if (!found.has(name)) found.set(name, file);
    for (const imported of importsOf(file, content)) files.add(imported);
  }
  return found;
}

function librariesIn(content: Buffer): string[] {
  return KNOWN_LIBRARIES.flatMap(({ name, mark }) =>
    mark !== undefined && content.includes(mark) ? [name] : [],
  );
}

function isOwn(file: string): boolean {
  return SCRIPT.test(file) && packageOfFile(file) === undefined && !file.startsWith(OWN_FOLDER);
}

/** Nothing of what can't be read. */
async function contentOf(file: string): Promise<Buffer> {
  try {
    const { size } = await stat(file);
    return size > LARGEST_FILE ? Buffer.alloc(0) : await readFile(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function importsOf(file: string, content: Buffer): string[] {
  const matches = content.toString('latin1').matchAll(IMPORTS);
  return Array.from(matches, ([, specifier = '']) => resolve(dirname(file), specifier)).filter(
    isOwn,
  );
}
