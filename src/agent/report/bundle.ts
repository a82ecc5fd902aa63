import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { builtFile } from '../../foundation/chunks.ts';
import { packageOfFile } from '../../foundation/package-of-file.ts';
import { type FileScan, scanFile } from './file-scan.ts';

export interface OwnFiles {
  /** The file that Node was given. */
  readonly entry: string | undefined;
  /** What `require` has loaded. */
  readonly loaded: readonly string[];
}

/** Libraries by name, and a file of the app's that has the code of each. */
export type Bundled = ReadonlyMap<string, string>;

/** A part of a bundle is larger than what people write; in all it is looked at no more than this. */
const MOST_FILES = 500;
const MOST_BYTES = 32 * 1024 * 1024;
/** Of one file: a program that was built into Node itself is larger. */
const LARGEST_FILE = 16 * 1024 * 1024;

const OWN_FOLDER = dirname(builtFile('agent.cjs'));
const SCRIPT = /\.[cm]?[jt]sx?$/;

/** A file as it was when it was looked at. */
interface SeenFile extends FileScan {
  readonly size: number;
  readonly mtimeMs: number;
}

const NOTHING: SeenFile = { size: 0, mtimeMs: 0, libraries: [], imports: [] };

/**
 * Finds the libraries whose code is in files of the app's own. Looks at what `require` has loaded and at
 * what the entry imports, since of ES modules Node keeps no list. A file is read once, until it is
 * another one; who asks while it is being looked gets the answer to that.
 */
export function createBundleSearch(): (files: OwnFiles) => Promise<Bundled> {
  let seen: ReadonlyMap<string, SeenFile> = new Map();
  let search: Promise<Bundled> | undefined;

  async function lookAt(files: OwnFiles): Promise<Bundled> {
    const result = await findBundled(files, seen);
    seen = result.seen;
    return result.bundled;
  }

  return (files) => {
    search ??= lookAt(files).finally(() => {
      search = undefined;
    });
    return search;
  };
}

async function findBundled(
  { entry, loaded }: OwnFiles,
  before: ReadonlyMap<string, SeenFile>,
): Promise<{ bundled: Bundled; seen: ReadonlyMap<string, SeenFile> }> {
  const bundled = new Map<string, string>();
  const seen = new Map<string, SeenFile>();
  const files = new Set([...(entry === undefined ? [] : [entry]), ...loaded].filter(isOwn));
  let bytes = 0;
  // Those that are added on the way come by themselves.
  for (const file of files) {
    if (seen.size >= MOST_FILES || bytes > MOST_BYTES) break;
    const one = await see(file, before.get(file));
    seen.set(file, one);
    bytes += one.size;
    for (const name of one.libraries) if (!bundled.has(name)) bundled.set(name, file);
    for (const specifier of one.imports) {
      const imported = resolve(dirname(file), specifier);
      if (isOwn(imported)) files.add(imported);
    }
  }
  return { bundled, seen };
}

/** Nothing of what can't be read, or is too large. */
async function see(file: string, before: SeenFile | undefined): Promise<SeenFile> {
  try {
    const status = await stat(file);
    const { size, mtimeMs } = status;
    if (before?.size === size && before.mtimeMs === mtimeMs) return before;
    // To open a pipe would take until somebody writes to it.
    if (!status.isFile() || size > LARGEST_FILE) return NOTHING;
    return { size, mtimeMs, ...(await scanFile(file, size)) };
  } catch {
    return NOTHING;
  }
}

function isOwn(file: string): boolean {
  return SCRIPT.test(file) && packageOfFile(file) === undefined && !file.startsWith(OWN_FOLDER);
}
