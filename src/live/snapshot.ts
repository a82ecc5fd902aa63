import type { Expression } from '../views/expression.ts';
import type { Line } from './model/line.ts';

/** What there is to be drawn at one moment. */
export interface Snapshot {
  /** Milliseconds since the epoch, ascending: those of the lines' values. */
  readonly times: readonly number[];
  /** The time that charts show. */
  readonly from: number;
  readonly to: number;
  /** Where in `times` the last one is that they show: the numbers of now, but in a pause. */
  readonly last: number;
  ask(expression: Expression): readonly Line[];
}
