import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { MetricsError } from './errors.ts';
import { describeError } from './guard.ts';

/** Parts of the build that are loaded when they are needed; `scripts/build.ts` makes them. */
export type Chunk =
  | 'http-engine'
  | 'pg-engine'
  | 'page-engine'
  | 'way-out'
  | 'live-feed'
  | 'report'
  | 'otlp'
  | 'path-patterns'
  | 'yaml';

/**
 * A file of the build. Beside the bundle it is a sibling, and one folder up for the command line; run
 * from the sources it is in `dist/`.
 */
export function builtFile(name: string): string {
  const here = import.meta.dirname;
  return join(here, UP[basename(here)] ?? '.', name);
}

const UP: Readonly<Record<string, string>> = { foundation: '../../dist', cli: '..' };

/**
 * Loads a part of the build, synchronously: a preload has to be ready before the app's first
 * import.
 */
export function requireChunk<T>(chunk: Chunk): T {
  const file = builtFile(`${chunk}.cjs`);
  try {
    return createRequire(file)(file) as T;
  } catch (error) {
    // A part that says itself what it needs is not missing.
    if (error instanceof MetricsError) throw error;
    throw new MetricsError(
      'ACME_METRICS_CHUNK_MISSING',
      `the part '${chunk}' of the build could not be loaded: ${describeError(error)}`,
    );
  }
}
