/**
 * What the observer uses of `pg` (8.x) and `pg-pool` (2.0.10 and later). Names with an underscore
 * are theirs: each was the same in every version since, or is optional here and done without.
 */

export interface PgConnection {
  /** Texts of the prepared statements on this connection, by name. */
  readonly parsedStatements?: Readonly<Record<string, string>>;
}

/** Anything that can be handed to `client.query`: pg's own Query, a cursor, a COPY stream. */
export interface PgQuery {
  readonly text?: unknown;
  readonly name?: unknown;
  /** A query stream keeps its text in a cursor. */
  readonly cursor?: { readonly text?: unknown };
  /** A row that could not be parsed; turns the end of the query into an error. */
  readonly _canceledDueToError?: unknown;
  submit(connection: PgConnection): unknown;
  handleError(error: unknown, connection: PgConnection): unknown;
  handleReadyForQuery(connection: PgConnection): unknown;
}

export interface PgClient {
  readonly host?: unknown;
  readonly port?: unknown;
  readonly database?: unknown;
  readonly connection?: PgConnection;
  /** Queries that wait for the ones before them; `queryQueue` before pg 8.17. */
  readonly _queryQueue?: readonly PgQuery[];
  readonly queryQueue?: readonly PgQuery[];
}

export interface PgClientClass {
  readonly prototype: PgClient;
  readonly Query?: { readonly prototype: PgQuery };
}

/** A request for a client, waiting or being served. */
export interface PgPoolRequest {
  callback: (error: unknown, ...rest: unknown[]) => unknown;
  /** Set by the pool when the request has waited too long. */
  timedOut?: boolean;
}

export interface PgPool {
  readonly options: {
    readonly max?: unknown;
    readonly min?: unknown;
    readonly connectionTimeoutMillis?: number;
  };
  readonly totalCount: number;
  readonly idleCount: number;
  readonly waitingCount: number;
  readonly ended?: boolean;
  readonly _clients?: readonly PgClient[];
  readonly _pendingQueue?: readonly PgPoolRequest[];
}

export interface PgPoolClass {
  readonly prototype: PgPool;
}
