import { describe, expect, it } from 'vitest';
import { createAppPage } from '../../../../../src/cli/doctor/app/app-page.ts';
import { createNameBook } from '../../../../../src/cli/doctor/promql/known-names.ts';
import { readQuery } from '../../../../../src/cli/doctor/promql/query-metrics.ts';
import { DEFAULT_FIT } from '../../../../../src/cli/fit.ts';
import { parsePage } from '../../../../../src/cli/page/parse.ts';
import { buildAlerts, buildRecordings } from '../../../../../src/cli/rules/build-rules.ts';

/** Of an app that has just started. */
const YOUNG = parsePage(
  [
    '# TYPE process_uptime_seconds gauge\nprocess_uptime_seconds 1',
    '# TYPE acme_metrics_agent_scrape_duration_seconds histogram',
    'acme_metrics_agent_scrape_duration_seconds_bucket{le="+Inf"} 1',
    'acme_metrics_agent_scrape_duration_seconds_sum 1',
    'acme_metrics_agent_scrape_duration_seconds_count 1',
    '# TYPE orders_total counter\norders_total 1\n',
  ].join('\n'),
);
const find = createNameBook(createAppPage(YOUNG, undefined));

describe('a name', () => {
  it.each([
    ['orders_total', { is: 'there' }],
    // Ends like a part of a histogram, and is none.
    ['db_client_connection_count', { is: 'not-yet' }],
    ['active_users_count', { is: 'not-yet' }],
    // Prometheus's own, though the agent has one that ends alike.
    ['scrape_duration_seconds', { is: 'of-others' }],
    ['up', { is: 'of-others' }],
    // Of a recording rule in another file.
    ['job:http_requests:rate5m', { is: 'of-others' }],
    ['http_request_duration_seconds_count', { is: 'misnamed' }],
    ['order_total', { is: 'misnamed', name: 'orders_total' }],
    ['nothing_like_it', { is: 'unknown' }],
  ])('%s', (name, expected) => {
    expect(find(name)).toMatchObject(expected);
  });
});

it('of a rule that the program writes is never called a mistake', () => {
  const files = [buildAlerts(DEFAULT_FIT), buildRecordings(DEFAULT_FIT)];
  const expressions = files.flatMap(({ groups }) =>
    groups.flatMap(({ rules }) => rules.map(({ rule }) => rule.expr)),
  );
  const names = expressions.flatMap((text) => {
    const query = readQuery(text);
    return 'metrics' in query ? query.metrics : [];
  });
  expect(names.length).toBeGreaterThan(50);
  const wrong = names.filter((name) => ['misnamed', 'unknown'].includes(find(name).is));
  expect(wrong).toEqual([]);
});
