// table: what the app asks of its databases.
import { type Expression, mean, share } from '../expression.ts';
import type { Section } from '../panel.ts';
import { firstOf, percentiles } from '../percentiles.ts';
import { POOL_LIMIT, POOL_PENDING, POOL_USED } from '../questions.ts';

/** Queries that are measured without code, and those that the app times with `database`. */
const QUERIES = ['queryDuration', 'timedQueryDuration'] as const;

function queriesBy(
  role: 'table' | 'operation',
  ask: (asked: { readonly of: (typeof QUERIES)[number]; readonly by: string[] }) => Expression,
): Expression {
  return firstOf(QUERIES.map((of) => ask({ of, by: [role] })));
}

const POOL = { by: ['pool'] } as const;
const connections = (of: 'connections' | 'toldConnections'): Expression => ({
  ask: 'value',
  aggregate: 'sum',
  of,
  by: ['pool', 'state'],
});

export const DATABASE: Section = {
  id: 'database',
  title: 'Database',
  help: 'Queries by table and operation, and the pools of connections.',
  panels: [
    {
      id: 'query-rate',
      title: 'Queries by table',
      help: 'Queries per second, by table. Without a table: joins, transactions and the like.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [
        {
          legend: '{table}',
          expression: queriesBy('table', (asked) => ({ ask: 'rate', ...asked })),
        },
      ],
    },
    {
      id: 'query-operations',
      title: 'Queries by operation',
      help: 'Queries per second, by what they do.',
      unit: 'per-second',
      shape: 'stacked',
      queries: [
        {
          legend: '{operation}',
          expression: queriesBy('operation', (asked) => ({ ask: 'rate', ...asked })),
        },
      ],
    },
    {
      id: 'query-errors',
      title: 'Failing queries',
      help: 'Share of queries that failed, by table.',
      unit: 'share',
      queries: [
        {
          legend: '{table}',
          expression: queriesBy('table', (asked) => share('failed', asked)),
        },
      ],
    },
    {
      id: 'query-latency',
      title: 'Query time',
      help: 'How long queries take, all together: one in two, one in 20 and one in 100 takes longer.',
      unit: 'seconds',
      queries: percentiles({ of: 'queryDuration' }, { of: 'timedQueryDuration' }),
    },
    {
      id: 'query-mean',
      title: 'Mean query time by table',
      help: 'Time of a query on average, by table.',
      unit: 'seconds',
      queries: [{ legend: '{table}', expression: queriesBy('table', mean) }],
    },
    {
      id: 'query-p95',
      title: 'Query time p95 by table',
      help: 'One in 20 queries of a table takes longer.',
      unit: 'seconds',
      queries: [
        {
          legend: '{table}',
          expression: queriesBy('table', (asked) => ({ ask: 'quantile', q: 0.95, ...asked })),
        },
      ],
    },
    {
      id: 'connections',
      title: 'Connections',
      help: 'Connections of a pool, in use or idle.',
      unit: 'count',
      shape: 'stacked',
      perInstance: true,
      queries: [
        {
          legend: '{pool} {state}',
          expression: firstOf([connections('connections'), connections('toldConnections')]),
        },
      ],
    },
    {
      id: 'pool-use',
      title: 'Pool in use',
      help: 'Share of the connections that a pool may open which are in use. At 1 every further query waits.',
      unit: 'share',
      perInstance: true,
      queries: [
        {
          legend: '{pool}',
          expression: { ask: 'divide', left: POOL_USED, right: POOL_LIMIT },
        },
      ],
    },
    {
      id: 'pool-pending',
      title: 'Waiting for a connection',
      help: 'Requests that wait for a connection of a pool. More than none for long: the pool is too small, or queries take too long.',
      unit: 'count',
      perInstance: true,
      queries: [
        {
          legend: '{pool}',
          expression: POOL_PENDING,
        },
      ],
    },
    {
      id: 'pool-wait',
      title: 'Wait for a connection p95',
      help: 'One in 20 requests waits longer for a connection of a pool.',
      unit: 'seconds',
      queries: [
        {
          legend: '{pool}',
          expression: { ask: 'quantile', q: 0.95, of: 'connectionWait', ...POOL },
        },
      ],
    },
    {
      id: 'pool-timeouts',
      title: 'No connection in time',
      help: 'Requests per second that got no connection in time. There should be none.',
      unit: 'per-second',
      queries: [
        { legend: '{pool}', expression: { ask: 'rate', of: 'connectionTimeouts', ...POOL } },
      ],
    },
  ],
};
