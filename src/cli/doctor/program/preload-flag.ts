import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFolder } from './package-folder.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The preload, by any of its names: the package's, and that of a file in it. */
const PRELOAD = /otel-metrics[/\\](dist[/\\])?register/;

/** Who puts the agent into the program, and the variables that do. */
export interface Preload {
  readonly by: 'own' | 'added';
  readonly env: Environment;
}

/**
 * Adds the preload by NODE_OPTIONS, so that it also reaches an app behind `npm start`; not where the
 * call has it already. A file's URL, since the package may not be installed where the app is, and since
 * NODE_OPTIONS ends at blanks.
 */
export function withPreload(program: readonly string[], env: Environment): Preload {
  const options = env.NODE_OPTIONS ?? '';
  if (PRELOAD.test(options) || program.some((word) => PRELOAD.test(word))) {
    return { by: 'own', env };
  }
  const flag = `--import=${preloadUrl()}`;
  return { by: 'added', env: { ...env, NODE_OPTIONS: `${options} ${flag}`.trim() } };
}

function preloadUrl(): string {
  const folder = packageFolder();
  return folder === undefined
    ? '@acme/otel-metrics/register'
    : pathToFileURL(join(folder, 'dist/register.mjs')).href;
}
