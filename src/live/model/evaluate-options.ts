import type { NamesOf } from '../../views/names.ts';

export interface EvaluateOptions {
  /** The same function while the names are the same: answers are kept by it. */
  readonly names: NamesOf;
  /** What rates and quantiles look back on. */
  readonly windowMs: number;
}
