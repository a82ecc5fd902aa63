import { monotonicSeconds } from '../../foundation/clock.ts';
import { attempt } from '../../foundation/guard.ts';
import type { Histogram } from '../../pipeline/meter.ts';
import { type Answer, observeCall } from '../calls/observe-call.ts';
import { declare } from './declare.ts';
import { type HistogramOptions, histogramTerms } from './histogram.ts';
import type { LabelArguments } from './labels.ts';

/** One thing that is being timed. The first end counts; later ones do nothing. */
export interface Timing extends Disposable {
  /** Ends it with `status="success"`. Returns the seconds that it took. */
  (): number;
  /** Ends it with `status="error"`. Returns the seconds that it took. */
  fail(): number;
}

/** A timer as it was declared: a histogram of seconds with one more label, `status`. */
export interface TimerOf<in out L extends string = never> {
  /**
   * Starts one timing, apart from all others. `using timing = checkout.start()` ends it with the
   * block, as a success where `timing.fail()` was not called.
   */
  start(...labels: LabelArguments<L>): Timing;
  /** Calls and times: a throw or a rejection is `status="error"`, and goes on to the caller. */
  time<R>(call: () => R, ...labels: LabelArguments<L>): Answer<R>;
  /** Ends both series of a label set. Returns whether there was one. */
  remove(...labels: LabelArguments<L>): boolean;
  /** Ends all series. */
  clear(): void;
}

/** As of a histogram; the unit is seconds. */
export type TimerOptions<L extends string = never> = Omit<HistogramOptions<L>, 'unit'>;

type Status = 'success' | 'error';
const STATUSES: readonly Status[] = ['success', 'error'];

/**
 * Declares a timer. `checkout_duration` is `checkout_duration_seconds` on the page.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`, `ACME_METRICS_INSTRUMENT_CONFLICT`.
 * @example
 * const checkout = timer('checkout_duration', { labels: ['tier'] });
 * const stop = checkout.start({ tier: 'gold' });
 * stop();
 * await checkout.time(() => pay(order), { tier: 'gold' });
 */
export function timer<const L extends string = never>(
  name: string,
  options: TimerOptions<L> = {},
): TimerOf<L> {
  const terms = histogramTerms('timer', name, options);
  return declare<TimerOf<L>>({
    kind: 'timer',
    ...{ name, options, addedLabels: ['status'], ...terms },
    make(meter, own) {
      const histogram = meter.createHistogram(name, { ...own, unit: 's' });
      return {
        instrument: new DeclaredTimer(histogram),
        begin(labels) {
          for (const status of STATUSES) histogram.bind({ ...labels, status });
        },
      };
    },
  });
}

class DeclaredTimer {
  readonly #histogram: Histogram;

  constructor(histogram: Histogram) {
    this.#histogram = histogram;
  }

  start(labels?: object): Timing {
    // As they are now: the app may go on to use the object for another timing.
    const own = copyOf(labels);
    const startedAt = monotonicSeconds();
    let seconds: number | undefined;
    const end = (status: Status): number => {
      if (seconds !== undefined) return seconds;
      seconds = monotonicSeconds() - startedAt;
      this.#histogram.record(seconds, { ...own, status });
      return seconds;
    };
    const stop = () => end('success');
    return Object.assign(stop, { fail: () => end('error'), [Symbol.dispose]: () => void stop() });
  }

  time<R>(call: () => R, labels?: object): Answer<R> {
    const timing = this.start(labels);
    return observeCall(call, ({ failed }) => void (failed ? timing.fail() : timing()));
  }

  remove(labels?: object): boolean {
    const own = copyOf(labels);
    const removed = STATUSES.map((status) => this.#histogram.remove({ ...own, status }));
    return removed.includes(true);
  }

  clear(): void {
    this.#histogram.clear();
  }
}

/** Of what can't be read nothing, so that the measurement is dropped like any without its labels. */
function copyOf(labels: object | undefined): object {
  return attempt('invalid_label', 'reading the labels of a timer', () => ({ ...labels })) ?? {};
}
