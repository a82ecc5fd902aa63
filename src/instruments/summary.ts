import type { BoundRecorder } from '../pipeline/meter.ts';
import { refuseDeclaration } from './declaration.ts';
import { declare } from './declare.ts';
import type { InstrumentOptions } from './instrument-options.ts';
import type { LabelArguments } from './labels.ts';

/** A summary as it was declared. Nothing of it throws; what it can't take is dropped and counted. */
export interface SummaryOf<in out L extends string = never> {
  /** Records an amount: finite and not negative. */
  record(amount: number, ...labels: LabelArguments<L>): void;
  bind(...labels: LabelArguments<L>): BoundRecorder;
  remove(...labels: LabelArguments<L>): boolean;
  clear(): void;
}

export interface SummaryOptions<L extends string = never> extends InstrumentOptions<L> {
  /** Ascending, each above 0 and below 1. Default: 0.5, 0.9, 0.95, 0.99. */
  readonly quantiles?: readonly number[] | undefined;
  /** How far back quantiles look, in seconds. Default: 600. */
  readonly windowSeconds?: number | undefined;
  /** In how many steps the window slides. Default: 5. */
  readonly steps?: number | undefined;
}

const DEFAULT_QUANTILES = [0.5, 0.9, 0.95, 0.99];
const DEFAULT_WINDOW_SECONDS = 600;
const DEFAULT_STEPS = 5;
const MOST_STEPS = 60;
const LONGEST_WINDOW_SECONDS = 86_400;
const OWN_OPTIONS = ['quantiles', 'windowSeconds', 'steps'];

/**
 * Declares a summary: quantiles of the amounts of the last minutes, each within 1 % of the exact one.
 * Prometheus can't add up quantiles of several processes; where that matters, a histogram is better.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`, `ACME_METRICS_INSTRUMENT_CONFLICT`.
 * @example
 * const sizes = summary('upload_size', { unit: 'By' });
 * sizes.record(file.size);
 */
export function summary<const L extends string = never>(
  name: string,
  options: SummaryOptions<L> = {},
): SummaryOf<L> {
  const {
    quantiles = DEFAULT_QUANTILES,
    windowSeconds = DEFAULT_WINDOW_SECONDS,
    steps = DEFAULT_STEPS,
  } = options ?? {};
  checkShape(name, { quantiles, windowSeconds, steps });
  const windowMs = windowSeconds * 1000;
  return declare<SummaryOf<L>>({
    kind: 'summary',
    ...{ name, options, further: OWN_OPTIONS },
    traits: [
      `of the quantiles ${quantiles.join(', ')}`,
      `over ${windowSeconds} s in ${steps} steps`,
    ],
    terms: { summary: { quantiles: [...quantiles], windowMs, steps } },
    make(meter, own) {
      const instrument = meter.createSummary(name, own);
      return { instrument, begin: (labels) => void instrument.bind({ ...labels }) };
    },
  });
}

function checkShape(
  name: string,
  {
    quantiles,
    windowSeconds,
    steps,
  }: Required<Pick<SummaryOptions, 'quantiles' | 'windowSeconds' | 'steps'>>,
): void {
  if (!Array.isArray(quantiles) || ![...quantiles].every(isNextQuantile)) {
    refuseDeclaration('summary', name, 'quantiles have to be ascending, above 0 and below 1');
  }
  if (!(Number(windowSeconds) > 0 && Number(windowSeconds) <= LONGEST_WINDOW_SECONDS)) {
    refuseDeclaration(
      'summary',
      name,
      `windowSeconds has to be above 0, ${LONGEST_WINDOW_SECONDS} at most`,
    );
  }
  if (!(Number.isInteger(steps) && Number(steps) >= 1 && Number(steps) <= MOST_STEPS)) {
    refuseDeclaration('summary', name, `steps has to be a whole number from 1 to ${MOST_STEPS}`);
  }
}

function isNextQuantile(quantile: unknown, index: number, all: readonly unknown[]): boolean {
  return (
    typeof quantile === 'number' &&
    quantile < 1 &&
    quantile > (index === 0 ? 0 : (all[index - 1] as number))
  );
}
