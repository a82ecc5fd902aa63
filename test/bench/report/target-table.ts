// table: the speeds and sizes to reach.
import { OURS, PROM_CLIENT, SDK } from './result.ts';

/** One line of the table: a figure of ours, what it's compared with, and what is to be reached. */
export interface Target {
  readonly what: string;
  readonly group: string;
  /** The row that is ours; `OURS` where nothing else is said. */
  readonly row?: string;
  readonly goal: Goal;
}

export type Goal =
  /** Our multiple of bare's cost. */
  | { readonly kind: 'times bare'; readonly atMost: number }
  /** A peer's figure as a multiple of ours. */
  | { readonly kind: 'times less'; readonly than: string; readonly atLeast: number }
  /** Our figure itself, in the group's unit. */
  | { readonly kind: 'figure'; readonly below: number }
  /** Nothing that could be told from zero. */
  | { readonly kind: 'none' };

const lessThan = (than: string, atLeast: number): Goal => ({ kind: 'times less', than, atLeast });
const lessThanPromClient = (atLeast: number): Goal => lessThan(PROM_CLIENT, atLeast);

const MEGABYTE = 1e6;

/** A page of any text format costs what one of the plain one may. */
const TEXT_FORMATS = [
  ['text 1.0.0', 'text-1'],
  ['OpenMetrics', 'openmetrics'],
] as const;

const FORMAT_TARGETS = TEXT_FORMATS.flatMap(([format, id]): Target[] => [
  {
    what: `Whole scrape of counters as ${format}, first`,
    group: `scrape/counters-${id}/cold`,
    goal: lessThanPromClient(5),
  },
  {
    what: `Whole scrape of counters as ${format}, second, 10 % changed`,
    group: `scrape/counters-${id}/first`,
    goal: lessThanPromClient(30),
  },
  {
    what: `Event-loop block by a scrape as ${format}, counters`,
    group: `scrape/counters-${id}/block`,
    goal: { kind: 'figure', below: 10 },
  },
  {
    what: `Event-loop block by a scrape as ${format}, histograms`,
    group: `scrape/histograms-${id}/block`,
    goal: { kind: 'figure', below: 10 },
  },
]);

const PUSH_TARGETS = ['counters', 'histograms'].flatMap((kind): Target[] => [
  {
    what: `CPU of an export, ${kind}, every tenth changed`,
    group: `push/${kind}/some`,
    goal: lessThan(SDK, 2),
  },
  {
    what: `CPU of an export, ${kind}, all changed`,
    group: `push/${kind}/all`,
    goal: lessThan(SDK, 2),
  },
  {
    what: `Event-loop block by an export, ${kind}`,
    group: `push/${kind}/block`,
    goal: { kind: 'figure', below: 10 },
  },
  {
    what: `Event-loop block by the first export, ${kind}`,
    group: `push/${kind}/coldBlock`,
    goal: { kind: 'figure', below: 10 },
  },
]);

const LIVE_TARGETS: readonly Target[] = [
  {
    what: 'First paint of the live page, 5,000 series',
    group: 'live/paint',
    row: `${OURS}, first to look`,
    goal: { kind: 'figure', below: 1000 },
  },
  {
    what: 'First paint of the live page, somebody looked before',
    group: 'live/paint',
    row: `${OURS}, somebody looked before`,
    goal: { kind: 'figure', below: 1000 },
  },
  ...[['some', 'every tenth changes'] as const, ['all', 'all change'] as const].flatMap(
    ([id, title]) =>
      ['one tab', 'three tabs'].map(
        (tabs): Target => ({
          what: `CPU while the live page is watched in ${tabs}, ${title} each second`,
          group: `live/cpu/${id}`,
          row: `${OURS}, ${tabs}`,
          goal: { kind: 'figure', below: 1 },
        }),
      ),
  ),
  {
    what: 'Event-loop block by the first poll of the live page',
    group: 'live/block',
    row: `${OURS}, first`,
    goal: { kind: 'figure', below: 10 },
  },
  {
    what: 'Event-loop block by a poll of the live page, all changed',
    group: 'live/block',
    row: `${OURS}, later, all change`,
    goal: { kind: 'figure', below: 10 },
  },
];

export const TARGETS: readonly Target[] = [
  {
    what: 'CPU per request, plain http',
    group: 'requests/http',
    goal: { kind: 'times bare', atMost: 1.05 },
  },
  {
    what: 'CPU per request, Express 5',
    group: 'requests/express',
    goal: { kind: 'times bare', atMost: 1.1 },
  },
  {
    what: 'CPU per request, Fastify 5',
    group: 'requests/fastify',
    goal: { kind: 'times bare', atMost: 1.05 },
  },
  {
    what: 'Counter, 3 fresh attributes',
    group: 'records/counter_3_fresh',
    goal: lessThanPromClient(4),
  },
  {
    what: 'Histogram, 3 fresh attributes',
    group: 'records/histogram_3_fresh',
    goal: lessThanPromClient(5),
  },
  { what: 'Bound counter', group: 'records/bound_counter', goal: { kind: 'figure', below: 5 } },
  {
    what: 'Bound histogram',
    group: 'records/bound_histogram',
    goal: { kind: 'figure', below: 40 },
  },
  {
    what: 'Event-loop block by a scrape, counters',
    group: 'scrape/counters/block',
    goal: { kind: 'figure', below: 10 },
  },
  {
    what: 'Event-loop block by a scrape, histograms',
    group: 'scrape/histograms/block',
    goal: { kind: 'figure', below: 10 },
  },
  {
    what: 'Event-loop block by the first scrape, counters',
    group: 'scrape/counters/coldBlock',
    goal: { kind: 'figure', below: 10 },
  },
  {
    what: 'Event-loop block by the first scrape, histograms',
    group: 'scrape/histograms/coldBlock',
    goal: { kind: 'figure', below: 10 },
  },
  {
    what: 'Whole scrape of counters, first',
    group: 'scrape/counters/cold',
    goal: lessThanPromClient(5),
  },
  {
    what: 'Whole scrape of counters, second, 10 % changed',
    group: 'scrape/counters/first',
    goal: lessThanPromClient(30),
  },
  {
    what: 'Whole scrape of counters, every tenth changed',
    group: 'scrape/counters/scattered',
    goal: lessThanPromClient(30),
  },
  {
    what: 'Whole scrape of counters, every tenth changed again',
    group: 'scrape/counters/scatteredAgain',
    goal: lessThanPromClient(30),
  },
  {
    what: 'Bytes on the wire, counters',
    group: 'scrape/counters/bytes',
    goal: { kind: 'figure', below: MEGABYTE },
  },
  ...FORMAT_TARGETS,
  ...PUSH_TARGETS,
  ...LIVE_TARGETS,
  {
    what: 'Memory per counter series',
    group: 'memory/counters/recorded',
    goal: lessThanPromClient(2),
  },
  {
    what: 'Memory per counter series, after a scrape',
    group: 'memory/counters/scraped',
    goal: lessThanPromClient(2),
  },
  {
    what: 'Memory per histogram series',
    group: 'memory/histograms/recorded',
    goal: lessThanPromClient(2),
  },
  {
    what: 'Memory per histogram series, after a scrape',
    group: 'memory/histograms/scraped',
    goal: lessThanPromClient(2),
  },
  {
    what: 'Peak memory of a scrape of histograms',
    group: 'memory/peak',
    goal: { kind: 'figure', below: 1000 * MEGABYTE },
  },
  {
    what: 'CPU added to the start, --import',
    group: 'startup/cpuMs',
    row: `${OURS}, --import`,
    goal: { kind: 'figure', below: 25 },
  },
  {
    what: 'CPU added to the start, --require',
    group: 'startup/cpuMs',
    row: `${OURS}, --require`,
    goal: { kind: 'figure', below: 25 },
  },
  {
    what: 'Installed size',
    group: 'size/installed',
    goal: { kind: 'figure', below: 5 * MEGABYTE },
  },
  {
    what: 'Growth of the heap over two minutes at load',
    group: 'soak/heap',
    row: 'ours minus bare',
    goal: { kind: 'none' },
  },
];
