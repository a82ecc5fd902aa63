import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { resolveFromApp } from '../foundation/app-packages.ts';
import { MetricsError } from '../foundation/errors.ts';

type Api = typeof import('@opentelemetry/api');

const API = '@opentelemetry/api';

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
    const api = resolveFromApp(API, (file) => createRequire(file)(file) as Api, entry);
    if (typeof api?.metrics?.setGlobalMeterProvider === 'function') resolved = api;
  }
  return resolved;
}

/**
 * For the engines, which are nothing without the API.
 *
 * @throws {MetricsError} Where the app has none.
 */
export function requireApi(): Api {
  const api = resolveApi();
  if (api !== undefined) return api;
  throw new MetricsError(
    'ACME_METRICS_API_MISSING',
    "OpenTelemetry's own engines need @opentelemetry/api beside the app: npm install @opentelemetry/api",
  );
}

/** A copy reads the globals of its own version and of newer ones: this one is read by all known. */
const NEWEST_KNOWN_VERSION = '1.10.0';

/** The version of the app's copy; the newest that is known where the app has none. Loads nothing. */
export function apiVersion(entry: string | undefined = process.argv[1]): string {
  return resolveFromApp(API, versionOf, entry) ?? NEWEST_KNOWN_VERSION;
}

function versionOf(main: string): string | undefined {
  const [folder] = /.*[\\/]@opentelemetry[\\/]api(?=[\\/])/.exec(main) ?? [];
  const manifest = readFileSync(join(folder ?? '', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version?: string }).version;
}
