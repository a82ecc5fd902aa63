import { monotonicSeconds } from '../../../foundation/clock.ts';
import type { Contexts } from '../../../pipeline/active-span.ts';
import type { Histogram } from '../../../pipeline/meter.ts';
import type { MeasurementContext } from '../../../store/exemplars.ts';
import { BoundedMap } from '../bounded-map.ts';
import { OperationCells, type Timing } from '../operation-cells.ts';
import type { SqlSummary } from '../sql-summary.ts';
import { StatementCache } from '../statement-cache.ts';
import type { PgClient, PgConnection, PgQuery } from './driver.ts';
import { classifyFailure } from './failure.ts';
import { poolName, targetAttributes } from './target.ts';

/** One call of `client.query` and what came of it. */
export interface Operation {
  readonly startedAt: number;
  /** Of the call: pg's answers arrive in the context of its connection. */
  readonly context?: MeasurementContext | undefined;
  /** Counted, or left to the helper that times it. */
  finished: boolean;
}

const MOST_TARGETS = 100;
/** A failed connect, where there is no statement yet. A successful one is no operation. */
const CONNECT: SqlSummary = Object.freeze({ operation: 'CONNECT' });

/**
 * Times what clients do. The patches tell what happens to a query; which call it came from is
 * found out here, since pg makes the Query inside of `client.query` and keeps it to itself: it is
 * the one sent during the call, or else the one that waits last when the call returns.
 */
export class ClientOperations {
  readonly #duration: Histogram;
  readonly #contexts: Contexts;
  readonly #isHeldBack: () => boolean;
  readonly #statements = new StatementCache();
  readonly #operations = new WeakMap<PgQuery, Operation>();
  readonly #cellsByConnection = new WeakMap<PgConnection, OperationCells>();
  readonly #cellsByTarget = new BoundedMap<string, OperationCells>(MOST_TARGETS);
  /** The call of `client.query` that has not returned yet. */
  #calling: Operation | undefined;

  /**
   * `duration`: the histogram `db.client.operation.duration`; `isHeldBack`: whether what begins now
   * is left to a helper.
   */
  constructor(duration: Histogram, contexts: Contexts, isHeldBack: () => boolean) {
    this.#duration = duration;
    this.#contexts = contexts;
    this.#isHeldBack = isHeldBack;
  }

  /** `client.query` was called; `submittable` is the app's own query object, if it brought one. */
  called(client: PgClient, submittable: PgQuery | undefined): Operation {
    this.#know(client);
    const operation = this.#begun(monotonicSeconds(), this.#contexts.active());
    if (submittable !== undefined) this.#operations.set(submittable, operation);
    this.#calling = operation;
    return operation;
  }

  /** `client.query` is about to return or to throw. */
  returned(client: PgClient, operation: Operation): void {
    this.#calling = undefined;
    const lastWaiting = (client._queryQueue ?? client.queryQueue)?.at(-1);
    if (lastWaiting !== undefined) this.#adopt(lastWaiting, operation);
  }

  /** A query goes out to the server. */
  sent(query: PgQuery): void {
    if (this.#calling !== undefined) this.#adopt(query, this.#calling);
  }

  succeeded(query: PgQuery, connection: PgConnection): void {
    const operation = this.#operations.get(query);
    if (operation === undefined || operation.finished) return;
    operation.finished = true;
    const timing = timingOf(operation, monotonicSeconds());
    this.#cellsByConnection.get(connection)?.succeeded(this.#summaryOf(query, connection), timing);
  }

  /** A query that was refused at once has no operation yet: it took no time. */
  failed(query: PgQuery, connection: PgConnection, error: unknown): void {
    const now = monotonicSeconds();
    const operation = this.#operations.get(query) ?? this.#begun(now);
    if (operation.finished) return;
    operation.finished = true;
    this.#operations.set(query, operation);
    const timing = timingOf(operation, now);
    this.#cellsByConnection
      .get(connection)
      ?.failed(this.#summaryOf(query, connection), timing, classifyFailure(error));
  }

  /** A client begins to connect: when, unless a helper times what it connects for. */
  connecting(): number | undefined {
    return this.#isHeldBack() ? undefined : monotonicSeconds();
  }

  connectFailed(client: PgClient, startedAt: number, error: unknown): void {
    const seconds = monotonicSeconds() - startedAt;
    this.#know(client)?.failed(CONNECT, { seconds }, classifyFailure(error));
  }

  #begun(startedAt: number, context?: MeasurementContext): Operation {
    return { startedAt, context, finished: this.#isHeldBack() };
  }

  #adopt(query: PgQuery, operation: Operation): void {
    if (!this.#operations.has(query)) this.#operations.set(query, operation);
  }

  /** The cells of a client's target: found by its connection later, which every event brings. */
  #know(client: PgClient): OperationCells | undefined {
    const { connection } = client;
    if (connection === undefined) return undefined;
    let cells = this.#cellsByConnection.get(connection);
    if (cells === undefined) {
      cells = this.#cellsOf(client);
      this.#cellsByConnection.set(connection, cells);
    }
    return cells;
  }

  #cellsOf(client: PgClient): OperationCells {
    const key = poolName(client);
    const known = this.#cellsByTarget.get(key);
    if (known !== undefined) return known;
    const cells = new OperationCells(this.#duration, targetAttributes(client));
    this.#cellsByTarget.set(key, cells);
    return cells;
  }

  #summaryOf({ text, name, cursor }: PgQuery, { parsedStatements }: PgConnection): SqlSummary {
    const prepared = typeof name === 'string' ? parsedStatements?.[name] : undefined;
    const sql = text ?? cursor?.text ?? prepared;
    return this.#statements.summaryOf(typeof sql === 'string' ? sql : undefined);
  }
}

function timingOf({ startedAt, context }: Operation, endedAt: number): Timing {
  return { seconds: endedAt - startedAt, context };
}
