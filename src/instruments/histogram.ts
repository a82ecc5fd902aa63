import type { HistogramForm } from '../config/metrics-options.ts';
import { HISTOGRAM_FORMS } from '../config/options.ts';
import type { BoundRecorder } from '../pipeline/meter.ts';
import { refuseDeclaration } from './declaration.ts';
import { declare } from './declare.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import type { LabelArguments } from './labels.ts';

/** A histogram as it was declared. Nothing of it throws; what it can't take is dropped and counted. */
export interface HistogramOf<in out L extends string = never> {
  /** Records an amount: finite and not negative. */
  record(amount: number, ...labels: LabelArguments<L>): void;
  bind(...labels: LabelArguments<L>): BoundRecorder;
  remove(...labels: LabelArguments<L>): boolean;
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
    ...{ name, options, further: OWN_OPTIONS, ...terms },
    make(meter, own) {
      const instrument = meter.createHistogram(name, own);
      return { instrument, begin: (labels) => void instrument.bind({ ...labels }) };
    },
  });
}

/** What buckets and form of an instrument are. Throws for what can't be. */
export function histogramTerms(
  kind: 'histogram' | 'timer',
  name: string,
  options: HistogramOptions<string>,
) {
  const { buckets, form = 'classic', unit } = options ?? {};
  if (buckets !== undefined && !(Array.isArray(buckets) && [...buckets].every(isAscending))) {
    refuseDeclaration(kind, name, 'buckets has to be a list of ascending finite numbers');
  }
  if (!HISTOGRAM_FORMS.includes(form)) {
    refuseDeclaration(kind, name, `form has to be one of ${HISTOGRAM_FORMS.join(', ')}`);
  }
  const isTime = kind === 'timer' || unit === 's' || unit === 'seconds';
  return {
    buckets: buckets ?? (isTime ? SECONDS : undefined),
    ...(form !== 'classic' && { terms: { form }, traits: [form] }),
  };
}

function isAscending(bound: unknown, index: number, bounds: readonly unknown[]): boolean {
  return (
    Number.isFinite(bound) && (index === 0 || (bound as number) > (bounds[index - 1] as number))
  );
}
