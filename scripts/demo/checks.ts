import { SERVICE_NAME } from './app-process.ts';
import { type Labels, type Page, select } from './scrape.ts';

/** A series that has to be on the page once the traffic has run. */
export interface Expectation {
  readonly metric: string;
  readonly labels: Labels;
  /** What its value has to be at least; 0 is for gauges that are right at rest. */
  readonly atLeast: number;
}

const REQUEST_COUNT = 'http_server_request_duration_seconds_count';
const QUERY_COUNT = 'db_client_operation_duration_seconds_count';

/** table: what one round of the traffic leaves on the page. */
export const EXPECTED: readonly Expectation[] = [
  atLeast(1, 'target_info', { service_name: SERVICE_NAME }),

  request('GET', '/orders', { http_response_status_code: '200' }),
  request('GET', '/orders/:id', { http_response_status_code: '200' }),
  request('GET', '/orders/:id', { http_response_status_code: '404', error_type: '' }),
  request('GET', '/customers/:customerId/orders', { http_response_status_code: '200' }),
  request('GET', '/orders/:id/invoice', { http_response_status_code: '500', error_type: '500' }),
  request('POST', '/orders', { http_response_status_code: '201' }),
  request('POST', '/orders', { http_response_status_code: '500', error_type: '500' }),
  request('GET', '/reports/sales', { http_response_status_code: '200' }),
  request('GET', '/reports/sales', { error_type: 'aborted' }),
  request('GET', '', { http_response_status_code: '404' }),
  atLeast(1, 'http_server_request_duration_seconds_bucket', { le: '+Inf' }),
  atLeast(0, 'http_server_request_duration_seconds_sum', { http_route: '/orders/:id' }),
  atLeast(0, 'http_server_active_requests', { http_request_method: 'GET' }),

  query('SELECT', 'orders', { error_type: '' }),
  query('INSERT', 'orders', { error_type: '' }),
  query('INSERT', 'orders', { error_type: '23514' }),
  query('SELECT', 'invoices', { error_type: '42P01' }),
  query('SELECT', '', { db_system_name: 'postgresql' }),
  atLeast(0, 'db_client_connection_count', { db_client_connection_state: 'used' }),
  atLeast(1, 'db_client_connection_count', { db_client_connection_state: 'idle' }),
  atLeast(0, 'db_client_connection_pending_requests', {}),

  ...['min', 'max', 'mean', 'p50', 'p90', 'p99'].map((statistic) =>
    atLeast(Number.MIN_VALUE, `nodejs_eventloop_delay_${statistic}_seconds`, {}),
  ),
  atLeast(0, 'nodejs_eventloop_delay_stddev_seconds', {}),
  atLeast(Number.MIN_VALUE, 'nodejs_eventloop_utilization_ratio', {}),
  atLeast(Number.MIN_VALUE, 'nodejs_eventloop_time_seconds_total', {}),
  atLeast(1, 'v8js_gc_duration_seconds_count', {}),
  atLeast(1, 'v8js_memory_heap_used_bytes', {}),
  atLeast(1, 'v8js_memory_heap_limit_bytes', {}),
  atLeast(1, 'nodejs_memory_usage_bytes', { type: 'rss' }),
  atLeast(Number.MIN_VALUE, 'process_cpu_time_seconds_total', { cpu_mode: 'user' }),
  atLeast(1, 'process_memory_usage_bytes', {}),
  atLeast(Number.MIN_VALUE, 'process_uptime_seconds', {}),
];

/** What is missing from the page, one line each, in the form of a PromQL selector. */
export function missingFrom(page: Page, expected = EXPECTED): readonly string[] {
  return expected.filter((expectation) => !holds(page, expectation)).map(describe);
}

function holds(page: Page, { metric, labels, atLeast: least }: Expectation): boolean {
  return select(page, metric, labels).some(({ value }) => value >= least);
}

function describe({ metric, labels, atLeast: least }: Expectation): string {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
  const selector = matchers.length === 0 ? metric : `${metric}{${matchers.join(',')}}`;
  return least > 0 ? `${selector} > 0` : selector;
}

function request(method: string, route: string, labels: Labels): Expectation {
  return atLeast(1, REQUEST_COUNT, { http_request_method: method, http_route: route, ...labels });
}

function query(operation: string, table: string, labels: Labels): Expectation {
  const statement = { db_operation_name: operation, db_collection_name: table };
  return atLeast(1, QUERY_COUNT, { ...statement, ...labels });
}

function atLeast(least: number, metric: string, labels: Labels): Expectation {
  return { metric, labels, atLeast: least };
}
