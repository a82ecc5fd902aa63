import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { workingDirectory } from '../foundation/working-directory.ts';

type Api = typeof import('@opentelemetry/api');

let resolved: Api | undefined;
let searched = false;

/**
 * The app's own copy of `@opentelemetry/api`, for OpenTelemetry's engines: looked for from the
 * app's entry file, then from the working directory, then from this package. `undefined` where
 * there is none, or one from before 1.3, which has no metrics.
 */
export function resolveApi(entry: string | undefined = process.argv[1]): Api | undefined {
  if (!searched) {
    searched = true;
    const api = findApi(entry);
    if (typeof api?.metrics?.setGlobalMeterProvider === 'function') resolved = api;
  }
  return resolved;
}

/** A copy reads the globals of its own version and of newer ones: this one is read by all known. */
const NEWEST_KNOWN_VERSION = '1.10.0';

/** The version of the app's copy; the newest that is known where the app has none. Loads nothing. */
export function apiVersion(entry: string | undefined = process.argv[1]): string {
  for (const start of starts(entry)) {
    const version = versionFrom(start);
    if (version !== undefined) return version;
  }
  return NEWEST_KNOWN_VERSION;
}

function versionFrom(start: string): string | undefined {
  try {
    const main = createRequire(join(start, 'app.js')).resolve('@opentelemetry/api');
    const [folder] = /.*[\\/]@opentelemetry[\\/]api(?=[\\/])/.exec(main) ?? [];
    const manifest = readFileSync(join(folder ?? '', 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version?: string }).version;
  } catch {
    return undefined;
  }
}

function findApi(entry: string | undefined): Api | undefined {
  for (const start of starts(entry)) {
    const api = requireFrom(start);
    if (api !== undefined) return api;
  }
  return undefined;
}

/** From where the API is looked for: the app's entry, its working directory, this package. */
function starts(entry: string | undefined): string[] {
  const places = [entry, realPath(entry), workingDirectory(), import.meta.dirname];
  return places.filter((place) => place !== undefined);
}

/** Where a linked entry (`/usr/bin/app`) really is: Node resolves its imports from there. */
function realPath(entry: string | undefined): string | undefined {
  try {
    return entry === undefined ? undefined : realpathSync(entry);
  } catch {
    return undefined;
  }
}

/** `start` is a file or a folder (`node .`): as if it were a folder both are looked in. */
function requireFrom(start: string): Api | undefined {
  try {
    return createRequire(join(start, 'app.js'))('@opentelemetry/api') as Api;
  } catch {
    return undefined;
  }
}
