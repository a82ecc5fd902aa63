import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runApp } from '../../../support/app-process.ts';
import { startPostgres } from '../../../support/postgres.ts';
import type { EngineName } from './fixtures/observed.ts';
import { createOrders } from './fixtures/orders.ts';
import type { TRAFFIC } from './fixtures/traffic.ts';

type Operations = readonly string[];

/**
 * What both engines count for the same traffic: operation, table, error, (status). The second list
 * is there where OpenTelemetry's package differs by more than the table and the status, neither of
 * which it has.
 */
const EXPECTED: Readonly<Record<keyof typeof TRAFFIC, readonly [Operations, Operations?]>> = {
  'text and a promise': [['SELECT orders']],
  'text, values and a promise': [['SELECT orders']],
  'text and a callback': [['SELECT orders']],
  'text, values and a callback': [['SELECT orders']],
  'config object': [['SELECT orders']],
  'config object and a callback': [['SELECT orders']],
  'config object with a callback in it': [['SELECT orders']],
  'named, then by its name alone': [
    ['SELECT orders', 'SELECT orders'],
    ['-', 'SELECT'],
  ],
  'Query object': [['SELECT orders'], []],
  'Query object and a callback': [['SELECT orders']],
  'subclass of Query': [['SELECT orders'], []],
  'submittable, such as a cursor': [['SELECT orders'], []],
  'submittable that fails': [['SELECT missing 42P01 (42P01)'], []],
  'pool.query and a promise': [['SELECT orders']],
  'pool.query and a callback': [['SELECT orders']],
  'pool.query on a subclass of Pool': [['SELECT orders']],
  transaction: [['BEGIN', 'COMMIT', 'UPDATE orders']],
  'several at once on one client': [['DELETE orders', 'SELECT orders', 'SELECT public.orders']],
  'asked before it is connected': [['SELECT orders']],
  'several statements': [['SELECT']],
  'comment first': [['SELECT orders'], ['/*']],
  parenthesis: [['SELECT orders'], ['(SELECT']],
  'lower case': [['SELECT orders'], ['SELECT\n*']],
  join: [['SELECT']],
  'common table expression': [['SELECT'], ['WITH']],
  'unknown table, rejected': [['SELECT missing 42P01 (42P01)'], ['SELECT']],
  'unknown table, callback': [['SELECT missing 42P01 (42P01)'], ['SELECT 42P01']],
  'unknown table, pool': [['SELECT missing 42P01 (42P01)'], ['SELECT 42P01']],
  'duplicate key': [['INSERT orders 23505 (23505)'], ['INSERT']],
  'division by zero': [['SELECT orders 22012 (22012)'], ['SELECT']],
  'syntax error': [['- 42601 (42601)'], ['SELECTED']],
  'time limit of the server': [
    ['RESET', 'SELECT 57014 (57014)', 'SET'],
    ['RESET', 'SELECT', 'SET'],
  ],
  'time limit of the client': [
    ['SELECT Error', 'SELECT orders'],
    ['SELECT', 'SELECT'],
  ],
  'row that cannot be read': [['SELECT orders RangeError'], ['SELECT']],
  'value that cannot be sent': [['SELECT orders TypeError'], ['SELECT']],
  'values that are no list': [['SELECT orders Error'], ['SELECT']],
  'nothing to ask': [[]],
  'connection lost in the middle': [
    ['SELECT 57P01 (57P01)', 'SELECT orders Error'],
    ['SELECT', 'SELECT'],
  ],
  'ended with queries waiting': [
    ['SELECT Error', 'SELECT orders Error'],
    ['SELECT', 'SELECT'],
  ],
  'asked after the end': [['SELECT orders Error'], ['SELECT']],
  'nobody listens, client': [['CONNECT ECONNREFUSED'], []],
  'nobody listens, pool': [['CONNECT ECONNREFUSED'], []],
  'wrong password, callback': [['CONNECT 28P01 (28P01)'], []],
  'unknown database': [['CONNECT 3D000 (3D000)'], []],
};

/** OpenTelemetry's package counts along with events, in one counter for all pools. */
const POOLS: Readonly<
  Record<EngineName, Readonly<Record<string, readonly (readonly [string, string])[]>>>
> = {
  native: {
    'two used, three wait; one idle': [
      ['postgres', 'used 2, idle 0, pending 3, limit 2'],
      ['template1', 'used 0, idle 1, pending 0, limit 5'],
    ],
    'all released': [
      ['postgres', 'used 0, idle 2, pending 0, limit 2'],
      ['template1', 'used 0, idle 1, pending 0, limit 5'],
    ],
    'both ended': [],
  },
  opentelemetry: {
    'two used, three wait; one idle': [
      ['postgres', 'used 2, idle 0, pending 0, limit 2'],
      ['template1', 'used -1, idle 0, pending 0, limit 5'],
    ],
    'all released': [
      ['postgres', 'used 2, idle 1, pending 0, limit 2'],
      ['template1', 'used -1, idle 0, pending 0, limit 5'],
    ],
    'both ended': [
      ['postgres', 'used 1, idle 0, pending 0, limit 0'],
      ['template1', 'used -1, idle 0, pending 0, limit 0'],
    ],
  },
};

const postgres = await startPostgres();
const RUNS = [
  { engine: 'native', format: 'cjs' },
  { engine: 'native', format: 'esm' },
  { engine: 'opentelemetry', format: 'cjs' },
  { engine: 'opentelemetry', format: 'esm' },
] as const;

beforeAll(() => createOrders(postgres.settings));
afterAll(() => postgres.stop());

describe.skipIf(postgres.engine === 'pglite').each(RUNS)(
  'the $engine engine in a $format app, on a real PostgreSQL',
  ({ engine, format }) => {
    let measured: Measured;

    beforeAll(async () => {
      measured = await runTraffic(engine, format);
    });

    it.each(Object.entries(EXPECTED))('%s', (step, [native, upstream]) => {
      const expected = engine === 'native' ? native : (upstream ?? native.map(withoutTable));
      expect(measured.operations[step]?.sort()).toEqual([...expected].sort());
    });

    it('runs no step that is not listed', () => {
      expect(Object.keys(measured.operations).sort()).toEqual(Object.keys(EXPECTED).sort());
    });

    it('two pools', () => {
      const poolName = (database: string) =>
        `${postgres.settings.host}:${postgres.settings.port}/${database}`;
      const expected = Object.entries(POOLS[engine]).map(([moment, states]) => [
        moment,
        Object.fromEntries(states.map(([database, state]) => [poolName(database), state])),
      ]);
      expect(measured.pools).toEqual(Object.fromEntries(expected));
    });
  },
);

/** OpenTelemetry's package knows the first word of a statement and nothing of its tables. */
function withoutTable(operation: string): string {
  return operation.split(' ')[0] ?? '';
}

interface Measured {
  readonly operations: Readonly<Record<string, string[]>>;
  readonly pools: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

async function runTraffic(engine: EngineName, format: string): Promise<Measured> {
  const script = `${import.meta.dirname}/fixtures/run-traffic.ts`;
  const { stdout, stderr, code } = await runApp({
    cwd: import.meta.dirname,
    args: ['--no-deprecation', script, engine, format, JSON.stringify(postgres.settings)],
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}
