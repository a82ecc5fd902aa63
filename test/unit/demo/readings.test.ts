import { expect, test } from 'vitest';
import { readingsOf } from '../../../scripts/demo/readings.ts';
import { parsePage } from '../../../scripts/demo/scrape.ts';

/** A histogram whose observations all took 10 ms or less. */
function histogram(name: string, labels: string, count: number): string {
  return [
    `${name}_bucket{${labels},le="0.01"} ${count}`,
    `${name}_bucket{${labels},le="+Inf"} ${count}`,
    `${name}_count{${labels}} ${count}`,
    `${name}_sum{${labels}} ${count * 0.004}`,
  ].join('\n');
}

function page(counts: { answered: number; failed: number; aborted: number; queries: number }) {
  const request = (labels: string, count: number) =>
    histogram(
      'http_server_request_duration_seconds',
      `http_request_method="GET",http_route="/a",${labels}`,
      count,
    );
  return parsePage(
    [
      request('http_response_status_code="200"', counts.answered),
      request('http_response_status_code="500",error_type="500"', counts.failed),
      request('error_type="aborted"', counts.aborted),
      histogram(
        'db_client_operation_duration_seconds',
        'db_operation_name="SELECT",db_collection_name="orders"',
        counts.queries,
      ),
      `process_cpu_time_seconds_total{cpu_mode="user"} ${counts.answered / 100}`,
      'db_client_connection_count{db_client_connection_state="used"} 3',
      'db_client_connection_count{db_client_connection_state="idle"} 1',
      'v8js_memory_heap_used_bytes{v8js_heap_space_name="new_space"} 4',
      'v8js_memory_heap_used_bytes{v8js_heap_space_name="old_space"} 6',
    ].join('\n'),
  );
}

test('what happened between two pages, per second', () => {
  const before = page({ answered: 100, failed: 1, aborted: 1, queries: 50 });
  const after = page({ answered: 120, failed: 5, aborted: 3, queries: 90 });
  const requests = {
    rate: 13,
    p50: 0.005,
    p95: expect.closeTo(0.0095),
    p99: expect.closeTo(0.0099),
    errorRate: 2,
    abortedRate: 1,
  };
  expect(readingsOf({ seconds: 2, before, after })).toEqual({
    seconds: 2,
    requests,
    routes: [{ method: 'GET', route: '/a', ...requests }],
    statements: [
      {
        operation: 'SELECT',
        table: 'orders',
        rate: 20,
        mean: expect.closeTo(0.004),
        p95: expect.closeTo(0.0095),
        errorRate: 0,
      },
    ],
    pool: { used: 3, idle: 1, pending: Number.NaN },
    runtime: {
      loopDelayP99: Number.NaN,
      loopUtilization: Number.NaN,
      cpu: expect.closeTo(0.1),
      rssBytes: Number.NaN,
      heapUsedBytes: 10,
    },
  });
});
