// table: Node, database connections and the scrape, well and not.
import type { AlertName } from '../../../../src/cli/rules/thresholds.ts';
import { type CaseSeries, INSTANCE, type OwnSeries, type RuleCase } from '../case.ts';

const MIB = 2 ** 20;

function heap(usedMib: number): CaseSeries[] {
  const old = { labels: { space: 'old_space' }, values: `${usedMib * MIB}x60` };
  const young = { labels: { space: 'new_space' }, values: `${10 * MIB}x60` };
  return [
    { of: 'heapUsed', ...old },
    { of: 'heapUsed', ...young },
    { of: 'heapLimit', values: `${1000 * MIB}x60` },
  ];
}

interface Pool {
  readonly used: number;
  readonly idle: number;
  readonly pending: number;
}

function pool({ used, idle, pending }: Pool, name = 'db:5432/shop'): CaseSeries[] {
  const labels = { pool: name };
  return [
    { of: 'connections', labels: { ...labels, state: { like: 'used' } }, values: `${used}x60` },
    { of: 'connections', labels: { ...labels, state: { like: 'idle' } }, values: `${idle}x60` },
    { of: 'connectionLimit', labels, values: '10x60' },
    { of: 'connectionsPending', labels, values: `${pending}x60` },
  ];
}

const HEALTHY_POOL = pool({ used: 3, idle: 7, pending: 0 });
const OF_POOL = {
  of: 'connectionsPending',
  labels: { pool: 'db:5432/shop' },
  instance: true,
} as const;

const TARGET = `job="app",instance="${INSTANCE}"`;

function up(values: string): OwnSeries {
  return { own: `up{${TARGET}}`, values };
}

function scrapesOf(seconds: number): OwnSeries {
  return { own: `scrape_duration_seconds{${TARGET}}`, values: `${seconds}x60` };
}

function overflow(values: string): CaseSeries {
  return { of: 'agentOverflow', labels: { metric: 'orders' }, values };
}

const OVERFLOWS = {
  of: 'agentOverflow',
  labels: { metric: 'orders' },
  says: 'orders of app has reached its limit of series: new ones are not told apart any more.',
} as const;

export const RUNTIME_CASES = {
  EventLoopLagHigh: [
    {
      title: 'callbacks wait for 120 ms',
      series: [{ of: 'loopDelayP99', values: '0.12x60' }],
      at: '5m',
      fires: { instance: true, says: `Callbacks of ${INSTANCE} wait 120ms for the event loop.` },
    },
    {
      title: 'callbacks wait for 90 ms',
      series: [{ of: 'loopDelayP99', values: '0.09x60' }],
      at: '10m',
    },
    {
      title: 'callbacks hardly wait',
      series: [{ of: 'loopDelayP99', values: '0.012x60' }],
      at: '10m',
    },
    {
      title: 'one long collection',
      series: [{ of: 'loopDelayP99', values: '0.01x6 0.4 0.01x50' }],
      at: '10m',
    },
  ],
  HeapNearLimit: [
    {
      title: '920 MiB of 1000 are in use',
      series: heap(910),
      at: '10m',
      fires: { instance: true, says: `92% of the heap that ${INSTANCE} may have is in use.` },
    },
    { title: 'half is in use', series: heap(490), at: '15m' },
    { title: 'just 90% are in use', series: heap(890), at: '15m' },
  ],
  DatabasePoolExhausted: [
    {
      title: 'all are in use, and requests wait; another pool is well',
      series: [
        ...pool({ used: 10, idle: 0, pending: 4 }),
        ...pool({ used: 1, idle: 2, pending: 0 }, 'db:5432/stock'),
      ],
      at: '2m',
      fires: {
        ...OF_POOL,
        says: `4 requests of ${INSTANCE} wait for a connection to db:5432/shop: all that the pool may have are in use.`,
      },
    },
    { title: 'nobody waits', series: HEALTHY_POOL, at: '5m' },
    {
      title: 'all are in use, and nobody waits',
      series: pool({ used: 10, idle: 0, pending: 0 }),
      at: '5m',
    },
    {
      title: 'requests wait while a connection is still to be opened',
      series: pool({ used: 9, idle: 0, pending: 4 }),
      at: '5m',
    },
  ],
  DatabaseNoConnections: [
    {
      title: 'requests wait, and there is no connection',
      series: pool({ used: 0, idle: 0, pending: 4 }),
      at: '1m',
      fires: {
        ...OF_POOL,
        says: `4 requests of ${INSTANCE} wait for a connection to db:5432/shop: the pool has none.`,
      },
    },
    { title: 'nobody waits', series: HEALTHY_POOL, at: '5m' },
    {
      title: 'nobody has asked for a connection yet',
      series: pool({ used: 0, idle: 0, pending: 0 }),
      at: '5m',
    },
    {
      title: 'requests wait for connections that are in use',
      series: pool({ used: 10, idle: 0, pending: 4 }),
      at: '5m',
    },
  ],
  TargetDown: [
    {
      title: 'it has ended',
      series: [up('1 1 1 0x60')],
      at: '5m',
      fires: { instance: true, says: `Prometheus cannot scrape ${INSTANCE} of app.` },
    },
    { title: 'it runs', series: [up('1x60')], at: '10m' },
    { title: 'it was started anew', series: [up('1x7 0 1x60')], at: '8m' },
    {
      title: 'another job is down',
      series: [up('1x60'), { own: 'up{job="other",instance="other:1"}', values: '0x60' }],
      at: '10m',
    },
  ],
  TargetMissing: [
    {
      title: 'only another job is scraped',
      series: [{ own: 'up{job="other",instance="other:1"}', values: '1x60' }],
      at: '5m',
      fires: { says: 'Prometheus has no target with the job app.' },
    },
    { title: 'it runs', series: [up('1x60')], at: '10m' },
    { title: 'it is down, which is another alert', series: [up('0x60')], at: '10m' },
  ],
  ScrapeSlow: [
    {
      title: 'scrapes take 6 s',
      series: [scrapesOf(6)],
      at: '10m',
      fires: {
        instance: true,
        says: `A scrape of ${INSTANCE} takes 6s; after \`scrape_timeout\` it is lost.`,
      },
    },
    { title: 'scrapes take 20 ms', series: [scrapesOf(0.02)], at: '15m' },
    { title: 'scrapes take just 5 s', series: [scrapesOf(5)], at: '15m' },
  ],
  SeriesOverflow: [
    {
      title: 'ever more goes to the overflow series',
      series: [overflow('_x10 5+5x60')],
      at: '10m',
      fires: OVERFLOWS,
    },
    {
      title: 'one measurement did, which has no rate',
      series: [overflow('_x20 1x60')],
      at: '20m',
      fires: OVERFLOWS,
    },
    { title: 'no metric has too many series', series: [overflow('0x60')], at: '30m' },
    { title: 'it was long ago', series: [overflow('7x60')], at: '30m' },
    { title: 'there is no such series', series: [up('1x60')], at: '30m' },
  ],
} as const satisfies Partial<Record<AlertName, readonly RuleCase[]>>;
