// table: the recording rules, by the naming convention level:metric:operations.
import { type Expression, share } from '../../views/expression.ts';
import type { MetricKey } from '../../views/metrics.ts';
import { CACHE_HIT_RATIO, CACHE_READS } from '../../views/questions.ts';

export interface Recording {
  /** Not what the page calls it, so that alerts and dashboards on top fit every page. */
  readonly name: string;
  readonly help: string;
  readonly needs: readonly MetricKey[];
  /** Whether one of `needs` is enough. */
  readonly needsOne?: true;
  readonly expression: Expression;
  readonly window: string;
}

export interface RecordingGroup {
  readonly name: string;
  readonly recordings: readonly Recording[];
}

/** The windows of the burn-rate alerts; the first one is everybody's. */
const WINDOWS = ['5m', '30m', '1h', '6h'] as const;

const NEEDS_REQUESTS = { needs: ['requestDuration'] } as const;

const OF_JOB: readonly Recording[] = WINDOWS.flatMap((window) => [
  {
    name: `job:http_requests:rate${window}`,
    help: `Requests per second over ${window}.`,
    ...NEEDS_REQUESTS,
    expression: { ask: 'rate', of: 'requestDuration' },
    window,
  },
  {
    name: `job:http_request_errors:ratio_rate${window}`,
    help: `Share of requests that failed over ${window}.`,
    ...NEEDS_REQUESTS,
    expression: share('failed', { of: 'requestDuration' }),
    window,
  },
]);

const QUANTILES: readonly Recording[] = [0.5, 0.95, 0.99].map((q) => ({
  name: `job:http_request_duration_seconds:p${q * 100}_rate5m`,
  help: `Time that ${q * 100}% of the requests stay below.`,
  ...NEEDS_REQUESTS,
  expression: { ask: 'quantile', q, of: 'requestDuration' },
  window: '5m',
}));

const OF_ROUTES: readonly Recording[] = [
  {
    name: 'job_route:http_requests:rate5m',
    help: 'Requests per second by route.',
    ...NEEDS_REQUESTS,
    expression: { ask: 'rate', of: 'requestDuration', by: ['route'] },
    window: '5m',
  },
  {
    name: 'job_route:http_request_errors:ratio_rate5m',
    help: 'Share of requests that failed by route.',
    ...NEEDS_REQUESTS,
    expression: share('failed', { of: 'requestDuration', by: ['route'] }),
    window: '5m',
  },
  {
    name: 'job_route:http_request_duration_seconds:p95_rate5m',
    help: 'Time that 95% of the requests stay below by route.',
    ...NEEDS_REQUESTS,
    expression: { ask: 'quantile', q: 0.95, of: 'requestDuration', by: ['route'] },
    window: '5m',
  },
];

const OF_CACHES: readonly Recording[] = [
  {
    name: 'job_cache:cache_requests:rate10m',
    help: 'Hits and misses per second by cache.',
    needs: ['cacheHits', 'cacheMisses'],
    needsOne: true,
    expression: CACHE_READS,
    window: '10m',
  },
  {
    name: 'job_cache:cache_requests:hit_ratio_rate10m',
    help: 'Share of lookups that were hits by cache.',
    needs: ['cacheHits', 'cacheMisses'],
    needsOne: true,
    expression: CACHE_HIT_RATIO,
    window: '10m',
  },
];

export const RECORDING_GROUPS: readonly RecordingGroup[] = [
  { name: 'http', recordings: [...OF_JOB, ...QUANTILES] },
  { name: 'routes', recordings: OF_ROUTES },
  { name: 'caches', recordings: OF_CACHES },
];
