import type { Attributes } from '@opentelemetry/api';
import type { BoundRecorder, Histogram } from '../../pipeline/meter.ts';
import type { MeasurementContext } from '../../store/exemplars.ts';
import { BoundedMap } from './bounded-map.ts';
import type { SqlSummary } from './sql-summary.ts';

/** How long an operation took, and in which context it was called. */
export interface Timing {
  readonly seconds: number;
  /** Absent where it is the active one, or nobody wants to know. */
  readonly context?: MeasurementContext | undefined;
}

/** How an operation failed, in words of low cardinality. */
export interface Failure {
  /** `error.type`. */
  readonly type: string;
  /** `db.response.status_code`: what the database itself answered, e.g. a SQLSTATE. */
  readonly statusCode?: string;
}

/** Cells are found again by the store when they are driven out, so this bounds memory alone. */
const MOST_CELLS = 500;

/**
 * Durations of the operations on one target. The series of a repeated operation is found by the
 * identity of its summary: no attributes are built for it again.
 */
export class OperationCells {
  readonly #duration: Histogram;
  readonly #target: Attributes;
  readonly #succeeded = new BoundedMap<SqlSummary, BoundRecorder>(MOST_CELLS);
  readonly #failed = new BoundedMap<string, BoundRecorder>(MOST_CELLS);

  /** `target`: the attributes that all of its operations share. */
  constructor(duration: Histogram, target: Attributes) {
    this.#duration = duration;
    this.#target = target;
  }

  succeeded(summary: SqlSummary, { seconds, context }: Timing): void {
    let cell = this.#succeeded.get(summary);
    if (cell === undefined) {
      cell = this.#duration.bind(this.#attributes(summary));
      this.#succeeded.set(summary, cell);
    }
    cell.record(seconds, context);
  }

  failed(summary: SqlSummary, { seconds, context }: Timing, { type, statusCode }: Failure): void {
    const key = `${type} ${summary.operation} ${summary.collection}`;
    let cell = this.#failed.get(key);
    if (cell === undefined) {
      cell = this.#duration.bind({
        ...this.#attributes(summary),
        'error.type': type,
        ...(statusCode !== undefined && { 'db.response.status_code': statusCode }),
      });
      this.#failed.set(key, cell);
    }
    cell.record(seconds, context);
  }

  #attributes({ operation, collection }: SqlSummary): Attributes {
    return {
      ...this.#target,
      ...(operation !== undefined && { 'db.operation.name': operation }),
      ...(collection !== undefined && { 'db.collection.name': collection }),
    };
  }
}
