import type { Expression } from './expression.ts';
import type { NamesOf } from './names.ts';

export interface PromqlOptions {
  readonly names: NamesOf;
  /** What rates and quantiles look back on, e.g. `5m` or `$__rate_interval`. */
  readonly window: string;
  /** Matchers that every selector gets besides its own, e.g. `job=~"$job"`. */
  readonly matchers?: string;
  /** Which buckets quantiles are taken from. Default: classic. */
  readonly histograms?: 'classic' | 'native';
}

/** A question in PromQL. */
export function toPromql(_expression: Expression, _options: PromqlOptions): string {
  throw new Error('not written yet');
}
