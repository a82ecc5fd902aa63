import { type Summary, summarize } from './statistics.ts';

export type Unit = 'ns' | 'µs' | 'ms' | 'B' | 'B/min' | '%';

/** One variant's figures in a group. */
export interface Row {
  readonly variant: string;
  readonly figure: Summary;
  /** The same as a multiple of another variant's figure; without it there is nothing to compare. */
  readonly ratio?: Ratio | undefined;
  /** What a reader has to know of this row, e.g. that it measured no route. */
  readonly note?: string | undefined;
}

export interface Ratio extends Summary {
  readonly to: string;
  /** The spread of a thing against itself, below which a difference is none. */
  readonly control?: Summary | undefined;
}

/** Figures of one kind, side by side. */
export interface Group {
  /** Stable name, by which the targets find it. */
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly rows: readonly Row[];
}

/** Names of variants that stand in more than one subject. */
export const OURS = '@acme/otel-metrics';
export const BARE = 'bare';
export const BARE_AGAIN = 'bare again';
export const PROM_CLIENT = 'prom-client';
export const PROMETHEUS_IO = '@prometheus-io/client';
export const SDK = 'OpenTelemetry SDK';
export const AUTO = 'auto-instrumentations';

/** Samples of each variant, taken in the same rounds: the first of one belongs to the first of another. */
export type Samples = ReadonlyMap<string, readonly number[]>;

export interface Comparison {
  /** The variant that the others are compared with. */
  readonly to: string;
  readonly notes?: Readonly<Record<string, string>>;
}

/**
 * A row for each variant. Bare variants are compared with each other, as the measure of what the
 * measurement itself can tell apart; all others with `comparison.to`, round by round.
 */
export function compare(samples: Samples, comparison: Comparison): readonly Row[] {
  const { to, notes = {} } = comparison;
  const againstItself = ratios(samples, BARE_AGAIN, BARE);
  return [...samples].map(([variant, values]) => {
    const reference = variant === BARE_AGAIN ? BARE : to;
    const own = variant === BARE ? [] : ratios(samples, variant, reference);
    const comparable = variant !== reference && own.length > 0;
    return {
      variant,
      figure: summarize(values),
      ratio: comparable ? ratioRow(own, reference, againstItself) : undefined,
      note: notes[variant],
    };
  });
}

function ratioRow(own: readonly number[], to: string, againstItself: readonly number[]): Ratio {
  if (to !== BARE || againstItself.length === 0) return { ...summarize(own), to };
  return { ...summarize(own), to, control: summarize(againstItself) };
}

/** Ratios of the rounds that both variants took part in. */
function ratios(samples: Samples, variant: string, reference: string): readonly number[] {
  const values = samples.get(variant) ?? [];
  const others = samples.get(reference) ?? [];
  return values
    .slice(0, others.length)
    .map((value, round) => value / (others[round] ?? Number.NaN))
    .filter(Number.isFinite);
}
