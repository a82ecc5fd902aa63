import type { HistogramForm } from '../../config/metrics-options.ts';
import { HISTOGRAM_FORMS } from '../../config/options.ts';
import { isAscending } from '../../pipeline/boundaries.ts';
import type { BoundRecorder } from '../../pipeline/meter.ts';
import { refuseDeclaration } from './declaration.ts';
import { beginning, declare } from './declare.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import type { LabelArguments } from './labels.ts';

/** A histogram as it was declared. Nothing of it throws; what it can't take is dropped and counted. */
export interface HistogramOf<in out L extends string = never> {
  /**
   * Records. Costs some tens of nanoseconds for labels that came before.
   *
   * @param amount Finite and not negative.
   */
  record(amount: number, ...labels: LabelArguments<L>): void;
  /** One series, found once, for hot paths. */
  bind(...labels: LabelArguments<L>): BoundRecorder;
  /** Ends one series. Recorded again, it begins at 0. Returns whether there was one. */
  remove(...labels: LabelArguments<L>): boolean;
  /** Ends all series. */
  clear(): void;
}

export interface HistogramOptions<L extends string = never> extends InstrumentOptions<L> {
  /**
   * Upper bounds, ascending, without +Inf. Default: for seconds 0.005 to 10, else those of the
   * SDK specification, 0 to 10,000.
   */
  readonly buckets?: readonly number[] | undefined;
  /** `native`: exponential buckets, which fit any amounts. `both`: beside the bounded ones. Default: `classic`. */
  readonly form?: HistogramForm | undefined;
}

/** Semantic conventions' buckets of durations. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const OWN_OPTIONS = ['buckets', 'form'];
/** Each is a line on the page for each series. */
const MOST_BUCKETS = 200;

/**
 * Declares a histogram: amounts by size.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`, `ACME_METRICS_INSTRUMENT_CONFLICT`.
 * @example
 * const baskets = histogram('basket', { unit: 'EUR', buckets: [10, 50, 100, 500] });
 * baskets.record(37.5);
 */
export function histogram<const L extends string = never>(
  name: string,
  options: HistogramOptions<L> = {},
): HistogramOf<L> {
  const terms = histogramTerms('histogram', name, options);
  return declare<HistogramOf<L>>({
    kind: 'histogram',
    ...{ name, options, ...terms },
    make: (meter, own) => beginning(meter.createHistogram(name, own)),
  });
}

/** What buckets and form make of a declaration. Throws for what can't be. */
export function histogramTerms(
  kind: 'histogram' | 'timer',
  name: string,
  options: HistogramOptions<string>,
) {
  const { buckets, form = 'classic', unit } = options ?? {};
  if (buckets !== undefined && !areBuckets(buckets)) {
    const list = `a list of at most ${MOST_BUCKETS} ascending finite numbers`;
    refuseDeclaration(kind, name, `buckets has to be ${list}`);
  }
  if (!HISTOGRAM_FORMS.includes(form)) {
    refuseDeclaration(kind, name, `form has to be one of ${HISTOGRAM_FORMS.join(', ')}`);
  }
  if (form === 'native' && buckets !== undefined) {
    refuseDeclaration(kind, name, "buckets are for the forms 'classic' and 'both'");
  }
  const isTime = kind === 'timer' || unit === 's' || unit === 'seconds';
  return {
    further: OWN_OPTIONS,
    buckets: buckets ?? (isTime ? SECONDS : undefined),
    ...(form !== 'classic' && { terms: { form }, traits: [form] }),
  };
}

function areBuckets(buckets: unknown): boolean {
  return (
    Array.isArray(buckets) && buckets.length <= MOST_BUCKETS && [...buckets].every(isAscending)
  );
}
