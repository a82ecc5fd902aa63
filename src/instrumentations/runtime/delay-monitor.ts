import { monitorEventLoopDelay } from 'node:perf_hooks';
import { monotonicSeconds } from '../../foundation/clock.ts';
import { clearTimeout, setTimeout } from '../../foundation/timers.ts';
import { windowed } from '../window.ts';

const NANOSECONDS = 1e9;

/** Event-loop delays since the collection before, in seconds. */
export interface DelayStatistics {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly stddev: number;
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
}

export interface DelayMonitor {
  /** Undefined until the first sample. */
  read(): DelayStatistics | undefined;
  stop(): void;
}

/**
 * Node samples on a timer of its own, in native code, which keeps no process alive. A sample is
 * the time between two ticks, so an idle loop shows the resolution and never less: that is what
 * the semantic conventions, upstream's instrumentation and prom-client report, and what dashboards
 * expect. (Node's other way, one sample per iteration, counts waiting as delay.) At 10 ms the
 * sampling costs about 0.2 % of a core.
 */
export function startDelayMonitor(resolutionMs: number): DelayMonitor {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  let firstInterval = 0;
  let timer: NodeJS.Timeout | undefined;

  /**
   * After a reset Node drops the interval in which it happened: the one in which a page is written
   * and in which the next request may block. A timer measures it in the histogram's place.
   */
  function reset(): void {
    histogram.reset();
    firstInterval = 0;
    const resetAt = monotonicSeconds();
    clearTimeout(timer);
    timer = setTimeout(() => {
      firstInterval = monotonicSeconds() - resetAt;
    }, resolutionMs).unref();
  }

  histogram.enable();
  return {
    read: windowed({
      read: () => (histogram.count === 0 ? undefined : statisticsOf(histogram, firstInterval)),
      restart: reset,
    }),
    stop() {
      histogram.disable();
      clearTimeout(timer);
    },
  };
}

function statisticsOf(
  histogram: ReturnType<typeof monitorEventLoopDelay>,
  firstInterval: number,
): DelayStatistics {
  return {
    min: histogram.min / NANOSECONDS,
    max: Math.max(histogram.max / NANOSECONDS, firstInterval),
    mean: histogram.mean / NANOSECONDS,
    stddev: histogram.stddev / NANOSECONDS,
    p50: histogram.percentile(50) / NANOSECONDS,
    p90: histogram.percentile(90) / NANOSECONDS,
    p99: histogram.percentile(99) / NANOSECONDS,
  };
}
