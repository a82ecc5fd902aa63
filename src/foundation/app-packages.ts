import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { workingDirectory } from './working-directory.ts';

/**
 * Looks for a package of the app's: from its entry, its working directory, and this package. The
 * first place where `use`, which is given the package's file, does not throw gives the answer.
 */
export function resolveFromApp<T>(
  name: string,
  use: (file: string) => T,
  entry: string | undefined = process.argv[1],
): T | undefined {
  const places = [entry, realPath(entry), workingDirectory(), import.meta.dirname];
  for (const place of places) {
    if (place === undefined) continue;
    try {
      // The entry is a file or a folder (`node .`): as if it were a folder both are looked in.
      return use(createRequire(join(place, 'app.js')).resolve(name));
    } catch {}
  }
  return undefined;
}

/** Where a linked entry (`/usr/bin/app`) really is: Node resolves its imports from there. */
function realPath(entry: string | undefined): string | undefined {
  try {
    return entry === undefined ? undefined : realpathSync(entry);
  } catch {
    return undefined;
  }
}
