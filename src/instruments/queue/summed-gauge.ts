import { attempt } from '../../foundation/guard.ts';
import { gauge, type ObservedGauge } from '../declared/gauge.ts';
import { onFirstUse } from '../declared/on-first-use.ts';
import { acceptQuantity } from '../quantity.ts';

/** Numbers of jobs, by the gauge's second label. */
export type JobCounts = Readonly<Record<string, number>>;

/** A gauge of queues that has several sources for one name. */
export interface SummedGauge {
  /** What the app has said of a queue, which it may change: it comes before what is read. */
  said(queueName: string): Map<string, number>;
  /**
   * Asks at each collection. What several answer for one queue and label adds up.
   *
   * @throws MetricsError `ACME_METRICS_INSTRUMENT_CONFLICT`.
   */
  observe(queueName: string, read: () => JobCounts | Promise<JobCounts>): ObservedGauge;
}

export interface SummedGaugeOptions {
  readonly help: string;
  readonly unit?: string;
  /** The label beside `queue_name`. */
  readonly label: string;
}

/**
 * Each source is a callback by itself, so that one that fails or hangs keeps no other from the page.
 * Each tells the sum of what came so far in this collection: the last one tells all of it.
 */
export function createSummedGauge(
  name: string,
  { label, ...shown }: SummedGaugeOptions,
): SummedGauge {
  const allSaid = new Map<string, Map<string, number>>();
  /** Sums of this collection by queue: another object at each one. */
  let sums = new Map<string, Map<string, number>>();

  const options = { ...shown, labels: ['queue_name', label] };
  const labelsOf = (queueName: string, value: string) => ({
    queue_name: queueName,
    [label]: value,
  });

  function* tellSaid() {
    for (const [queueName, counts] of allSaid) {
      for (const [value, count] of counts) yield [count, labelsOf(queueName, value)] as const;
    }
  }
  function* tellSums(queueName: string, counts: JobCounts) {
    const own = entryOf(sums, queueName);
    for (const [value, count] of Object.entries(counts)) {
      if (!acceptQuantity(count)) continue;
      const sum = (own.get(value) ?? 0) + count;
      own.set(value, sum);
      yield [allSaid.get(queueName)?.get(value) ?? sum, labelsOf(queueName, value)] as const;
    }
  }
  // Callbacks are called in the order of their declaration: this one begins each collection.
  const declareFirst = onFirstUse(() =>
    gauge<string>(name, {
      ...options,
      observe() {
        sums = new Map();
        return tellSaid();
      },
    }),
  );

  return {
    said(queueName) {
      attempt('invalid_instrument', `the gauge ${name}`, declareFirst);
      return entryOf(allSaid, queueName);
    },
    observe(queueName, read) {
      declareFirst();
      return gauge<string>(name, {
        ...options,
        async observe() {
          const begun = sums;
          const counts = await read();
          // What comes after its collection is no part of the next one.
          return begun === sums ? tellSums(queueName, counts) : [];
        },
      });
    },
  };
}

function entryOf(
  byQueue: Map<string, Map<string, number>>,
  queueName: string,
): Map<string, number> {
  const known = byQueue.get(queueName);
  if (known !== undefined) return known;
  const begun = new Map<string, number>();
  byQueue.set(queueName, begun);
  return begun;
}
