// table: alerts on the pools of database connections.
import { POOL_CONNECTIONS, POOL_LIMIT, POOL_PENDING, POOL_USED } from '../../../views/questions.ts';
import type { Alert, AlertGroup } from '../alert.ts';

const OF_INSTANCE = { window: '5m', each: 'instance' } as const;
const WAITING = 'requests of {{ $labels.instance }} wait for a connection to';

const EXHAUSTED: Alert = {
  name: 'DatabasePoolExhausted',
  severity: 'critical',
  needs: ['connectionsPending', 'connections', 'connectionLimit'],
  when: 'All connections that a pool may have are in use, and requests wait for one.',
  summary: 'The pool of database connections is exhausted',
  describe: (ask) =>
    `{{ $value }} ${WAITING} ${ask.label('connectionsPending', 'pool')}: all that the pool may have are in use.`,
  clauses: (ask) => [
    { value: ask.of(POOL_PENDING, OF_INSTANCE), is: '>', than: 0 },
    {
      join: 'and',
      value: ask.of({ ask: 'divide', left: POOL_LIMIT, right: POOL_USED }, OF_INSTANCE),
      is: '<=',
      than: 1,
    },
  ],
  runbook: {
    means:
      "More is asked of the database at once than the pool has connections. Whoever comes next waits, and fails after the pool's time limit.",
    look: [
      'Durations of queries by table: slower queries keep connections longer.',
      'How long connections are used: transactions that wait for something else.',
      "Connections that are never returned: `client.release()` missing on an error's way.",
    ],
    fix: [
      'Shorten what holds connections: an index, no outgoing calls within a transaction.',
      "A larger pool (`max`), as far as the database's own limit allows for all instances together.",
    ],
    tune: 'Longer `for` where short bursts are meant to wait.',
  },
};

const NONE: Alert = {
  name: 'DatabaseNoConnections',
  severity: 'critical',
  needs: ['connectionsPending', 'connections'],
  when: 'Requests wait for a connection of a pool that has none, neither used nor idle.',
  summary: 'There is no connection to the database',
  describe: (ask) =>
    `{{ $value }} ${WAITING} ${ask.label('connectionsPending', 'pool')}: the pool has none.`,
  clauses: (ask) => [
    { value: ask.of(POOL_PENDING, OF_INSTANCE), is: '>', than: 0 },
    // Nothing can be divided by connections that are none.
    {
      join: 'unless',
      value: ask.of({ ask: 'divide', left: POOL_PENDING, right: POOL_CONNECTIONS }, OF_INSTANCE),
    },
  ],
  runbook: {
    means: 'The pool cannot open connections: the database is away, refuses, or is out of reach.',
    look: [
      'Whether the database runs and can be reached from the app: host, port, password, network.',
      "The database's own limit of connections and its log.",
      '`error_type` of failing queries: ECONNREFUSED, ENOTFOUND, or a SQLSTATE (53300: too many connections).',
    ],
    fix: [
      'Bring the database back, or mend the address and the password.',
      "Fewer connections for each instance where the database's limit is reached.",
    ],
    tune: 'Longer `for` where the database is restarted now and then.',
  },
};

export const DATABASE_ALERTS: AlertGroup = {
  name: 'database',
  title: 'Database connections',
  alerts: [EXHAUSTED, NONE],
};
