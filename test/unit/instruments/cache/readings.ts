import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { measured } from '../measured.ts';

export type Reads = [hits: number, misses: number];

/** Hits and misses of a cache by key pattern. */
export function readsOf(name: string): Record<string, Reads> {
  const found: Record<string, Reads> = {};
  for (const [at, metric] of ['cache_hits', 'cache_misses'].entries()) {
    for (const { labels, value } of measured(metric)) {
      if (labels.cache_name !== name) continue;
      const reads = found[String(labels.key_pattern)] ?? [0, 0];
      reads[at] = value;
      found[String(labels.key_pattern)] = reads;
    }
  }
  return found;
}

/** The bytes of a cache, as they stand after a collection. */
export async function sizeOf(name: string): Promise<number | undefined> {
  await processMetrics().provider.observables.observe();
  return measured('cache_size').find(({ labels }) => labels.cache_name === name)?.value;
}
