import type { Config } from '../config/options.ts';
import { followTimedCalls, isInTimedCall, type SharedFamily } from '../pipeline/timed-call.ts';

/**
 * Whether what begins now is left to the helper that times it. That is so where the page shows
 * classic names, under which both would count one event in one family. Under OpenTelemetry's names
 * each has a family of its own, nothing is held back, and following calls costs nothing.
 */
export function holdBackFor(
  family: SharedFamily,
  { naming, pageEngine }: Pick<Config, 'naming' | 'pageEngine'>,
): () => boolean {
  // OpenTelemetry's page engine knows no classic names.
  if (naming !== 'classic' || pageEngine !== 'native') return () => false;
  followTimedCalls();
  return () => isInTimedCall(family);
}
