import { increaseOf, labelSets, quantilesOf, type Span } from './rates.ts';
import { type Labels, total } from './scrape.ts';

/** What the live table shows: seconds, rates per second, and NaN where nothing is known. */
export interface Readings {
  readonly seconds: number;
  readonly requests: RequestReading;
  readonly routes: readonly RouteReading[];
  readonly statements: readonly StatementReading[];
  readonly pool: PoolReading;
  readonly runtime: RuntimeReading;
}

export interface RequestReading {
  readonly rate: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Answered with 5xx. */
  readonly errorRate: number;
  /** The client went away first. */
  readonly abortedRate: number;
}

export interface RouteReading extends RequestReading {
  readonly method: string;
  /** Empty where no route matched. */
  readonly route: string;
}

export interface StatementReading {
  readonly operation: string;
  /** Empty where a statement isn't about one table. */
  readonly table: string;
  readonly rate: number;
  readonly mean: number;
  readonly p95: number;
  readonly errorRate: number;
}

export interface PoolReading {
  readonly used: number;
  readonly idle: number;
  readonly pending: number;
}

export interface RuntimeReading {
  readonly loopDelayP99: number;
  /** Share of time, 0 to 1. */
  readonly loopUtilization: number;
  /** CPU seconds per second. */
  readonly cpu: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
}

const REQUESTS = 'http_server_request_duration_seconds';
const STATEMENTS = 'db_client_operation_duration_seconds';

/** Reads the span between two scrapes; gauges are as they stand at its end. */
export function readingsOf(span: Span): Readings {
  return {
    seconds: span.seconds,
    requests: requests(span, {}),
    routes: labelSets(span, `${REQUESTS}_count`, ['http_route', 'http_request_method']).map(
      (labels) => ({
        method: labels.http_request_method ?? '',
        route: labels.http_route ?? '',
        ...requests(span, labels),
      }),
    ),
    statements: labelSets(span, `${STATEMENTS}_count`, [
      'db_collection_name',
      'db_operation_name',
    ]).map((labels) => statement(span, labels)),
    pool: pool(span),
    runtime: runtime(span),
  };
}

function requests(span: Span, labels: Labels): RequestReading {
  const count = increaseOf(span, `${REQUESTS}_count`, labels);
  const succeeded = increaseOf(span, `${REQUESTS}_count`, { ...labels, error_type: '' });
  const aborted = increaseOf(span, `${REQUESTS}_count`, { ...labels, error_type: 'aborted' });
  const duration = quantilesOf(span, REQUESTS, labels);
  return {
    rate: count / span.seconds,
    p50: duration(0.5),
    p95: duration(0.95),
    p99: duration(0.99),
    errorRate: (count - succeeded - aborted) / span.seconds,
    abortedRate: aborted / span.seconds,
  };
}

function statement(span: Span, labels: Labels): StatementReading {
  const count = increaseOf(span, `${STATEMENTS}_count`, labels);
  const succeeded = increaseOf(span, `${STATEMENTS}_count`, { ...labels, error_type: '' });
  return {
    operation: labels.db_operation_name ?? '',
    table: labels.db_collection_name ?? '',
    rate: count / span.seconds,
    mean: increaseOf(span, `${STATEMENTS}_sum`, labels) / count,
    p95: quantilesOf(span, STATEMENTS, labels)(0.95),
    errorRate: (count - succeeded) / span.seconds,
  };
}

function pool({ after }: Span): PoolReading {
  return {
    used: total(after, 'db_client_connection_count', { db_client_connection_state: 'used' }),
    idle: total(after, 'db_client_connection_count', { db_client_connection_state: 'idle' }),
    pending: total(after, 'db_client_connection_pending_requests'),
  };
}

function runtime(span: Span): RuntimeReading {
  const { after } = span;
  return {
    loopDelayP99: total(after, 'nodejs_eventloop_delay_p99_seconds'),
    loopUtilization: total(after, 'nodejs_eventloop_utilization_ratio'),
    cpu: increaseOf(span, 'process_cpu_time_seconds_total') / span.seconds,
    rssBytes: total(after, 'process_memory_usage_bytes'),
    heapUsedBytes: total(after, 'v8js_memory_heap_used_bytes'),
  };
}
