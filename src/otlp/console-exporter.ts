import { ConsoleMetricExporter } from '@opentelemetry/sdk-metrics';
import { millisecondsUntil } from '../foundation/deadline.ts';
import { atOnce, inTurns } from '../foundation/turns.ts';
import type { Collection } from '../pipeline/collection.ts';
import { toResourceMetrics } from '../pipeline/producer.ts';
import type { Exporter } from './exporter.ts';
import { DELIVERED, failedBy, OUT_OF_TIME, type Outcome } from './outcome.ts';
import { partsOf } from './parts.ts';

/** As many series as are printed at once: to print one takes a fraction of a millisecond. */
const PIECE_SERIES = 64;

/**
 * Prints collections by `console.dir`, as upstream's exporter for the console does: for a look at what
 * is measured, not for production. What is printed may change with any version.
 */
export function createConsoleExporter(): Required<Exporter> {
  const printer = new ConsoleMetricExporter();
  let aborted = 0;

  function* print(collection: Collection, deadline: number): Generator<void, Outcome, void> {
    const before = aborted;
    for (const part of partsOf(collection, PIECE_SERIES)) {
      if (aborted !== before || millisecondsUntil(deadline) === 0) return OUT_OF_TIME;
      // It calls back before it returns, and never says that it failed.
      printer.export(toResourceMetrics(part), () => {});
      yield;
    }
    return DELIVERED;
  }

  return {
    name: 'export to the console',
    async export(collection, deadline) {
      try {
        return await inTurns(print(collection, deadline));
      } catch (error) {
        return failedBy(error);
      }
    },
    exportNow(collection, deadline) {
      try {
        return atOnce(print(collection, deadline));
      } catch (error) {
        return failedBy(error);
      }
    },
    abort() {
      aborted++;
    },
  };
}
