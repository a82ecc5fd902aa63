import { constants, PerformanceObserver } from 'node:perf_hooks';
import { guarded } from '../../foundation/guard.ts';
import type { BoundRecorder } from '../../pipeline/meter.ts';
import type { Observer } from '../../pipeline/observer.ts';

const MILLISECONDS = 1e3;
/** Semantic conventions' buckets, in seconds. */
const BOUNDARIES = [0.01, 0.1, 1, 10];

/**
 * V8's names for its collectors, by `kind` of an entry, as values of the semantic conventions. Kind 2
 * is the minor mark-sweep of `--minor-ms`, for which `perf_hooks` has no constant.
 */
const TYPES: readonly (readonly [kind: number, type: string])[] = [
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [2, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weakcb'],
];

/** Length of each garbage collection by type. All types are there from the start, with count 0. */
export const gcObserver: Observer = {
  name: 'gc',
  observes: "PerformanceObserver's 'gc' entries",
  start(meter) {
    const duration = meter.createHistogram('v8js.gc.duration', {
      unit: 's',
      description: 'Duration of garbage collections.',
      advice: { explicitBucketBoundaries: BOUNDARIES },
    });
    const cells = new Map<unknown, BoundRecorder>(
      TYPES.map(([kind, type]) => [kind, duration.bind({ 'v8js.gc.type': type })]),
    );
    const observer = new PerformanceObserver(
      guarded('observer_error', 'counting garbage collections', (list) => {
        for (const entry of list.getEntries()) {
          cells.get(kindOf(entry))?.record(entry.duration / MILLISECONDS);
        }
      }),
    );
    observer.observe({ entryTypes: ['gc'] });
    return () => observer.disconnect();
  },
};

/** The types of Node know `detail` only on the entries that user code makes. */
function kindOf(entry: object): unknown {
  return (entry as { readonly detail?: { readonly kind?: unknown } }).detail?.kind;
}
