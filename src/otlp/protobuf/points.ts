import type { Wire } from '../../foundation/wire.ts';
import type { Series } from '../../store/family.ts';

/**
 * How the points of one kind say what their series count. Before it stand the times, after it the
 * attributes and the exemplars, which all kinds have.
 */
export interface PointKind {
  /** The field of a metric that has such points. */
  readonly data: number;
  /** The field of a point that has its attributes. */
  readonly attributes: number;
  /** The field of a point that has its exemplars; absent where it has none. */
  readonly exemplars?: number;
  /** For the points of one block, which are kept together. */
  createWriter(): PointWriter;
}

/** Throws for a series that makes no point of its kind. */
export interface PointWriter {
  write(wire: Wire, series: Series): void;
  /**
   * Overwrites what this writer has written there for a series; false where it would not fit.
   * Absent where lengths go with the numbers.
   */
  overwrite?(view: DataView, at: number, series: Series): boolean;
}
