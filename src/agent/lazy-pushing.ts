import { requireChunk } from '../foundation/chunks.ts';
import { attempt } from '../foundation/guard.ts';
import type { Pushing, PushingChunk, PushingOptions } from './pushing.ts';

const NO_PUSHES: Pushing = { flush: async () => {}, stop: () => {} };

/** What is pushed. Where nothing is, nothing is loaded. */
export function lazyPushing(options: PushingOptions): Pushing {
  const { exporters } = options.config;
  if (!exporters.includes('otlp') && !exporters.includes('console')) return NO_PUSHES;
  const start = () => requireChunk<PushingChunk>('otlp').startPushing(options);
  return attempt('export_error', 'the part otlp', start) ?? NO_PUSHES;
}
