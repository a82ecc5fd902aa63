import type { Series } from './series.ts';

/** A series that is asked, and the part of its state that is meant. */
export interface Member {
  readonly series: Series;
  readonly part: number;
}

/** What there is to say of a range's ticks, the first of which is 0; no number says nothing. */
export type Answer = (at: number) => number | null;
