// table: queues, caches, external APIs and AI, well and not.
import type { AlertName } from '../../../../src/cli/rules/thresholds.ts';
import { type CaseSeries, INSTANCE, type RuleCase } from '../case.ts';

function jobs(values: string, priority = 'normal'): CaseSeries {
  return { of: 'queueSize', labels: { queue: 'mail', priority }, values };
}

const OF_QUEUE = { of: 'queueSize', labels: { queue: 'mail' }, instance: true } as const;
const growing = (number: number) => `${number} jobs wait in mail of ${INSTANCE}, and ever more.`;

function lookups(hits: string, misses: string): CaseSeries[] {
  const labels = { cache: 'products', pattern: 'product:*' };
  return [
    { of: 'cacheHits', labels, values: hits },
    { of: 'cacheMisses', labels, values: misses },
  ];
}

function calls(of: 'clientDuration' | 'externalApiDuration', perMinute: number, status: string) {
  const error = Number(status) < 400 ? {} : { error: status };
  const labels = { host: 'pay.example', service: 'pay.example', endpoint: 'POST /', status };
  return { of, labels: { ...labels, ...error }, values: `0+${perMinute}x60` } as const;
}

const OF_HOST = { of: 'clientDuration', labels: { host: 'pay.example' } } as const;
const OF_SERVICE = { of: 'externalApiDuration', labels: { service: 'pay.example' } } as const;
const API_SAYS = '50% of the calls of app to pay.example failed in the last 5 minutes.';

function left(values: string): CaseSeries {
  return {
    of: 'externalApiRemaining',
    labels: { service: 'payments', endpoint: 'POST /payments' },
    values,
  };
}

const MODEL = { provider: 'openai', model: 'gpt-4o-mini', operation: 'chat' } as const;
const OF_MODEL = { of: 'aiDuration', labels: { model: 'gpt-4o-mini' } } as const;

function chats(perMinute: number, error?: string): CaseSeries {
  const labels = error === undefined ? MODEL : { ...MODEL, error };
  return { of: 'aiDuration', labels, values: `0+${perMinute}x60` };
}

/** Six calls a minute, of which so many are below 20.48 s; all are below 40.96 s. */
function slowChats(below: number, perMinute = 6): CaseSeries {
  const buckets = {
    '10.24': `0+${below}x60`,
    '20.48': `0+${below}x60`,
    '40.96': `0+${perMinute}x60`,
    '+Inf': `0+${perMinute}x60`,
  };
  return { of: 'aiDuration', labels: MODEL, buckets, values: `0+${perMinute}x60` };
}

function cost(perMinute: number, currency = 'USD'): CaseSeries {
  return {
    of: 'aiCost',
    labels: { provider: 'openai', model: 'gpt-4o-mini', currency },
    values: `0+${perMinute}x120`,
  };
}

export const WORK_CASES = {
  QueueGrowing: [
    {
      title: 'ten more jobs wait every minute',
      series: [jobs('0+8x60'), jobs('0+2x60', 'high')],
      at: '50m',
      fires: { ...OF_QUEUE, says: growing(500) },
    },
    {
      title: 'jobs of BullMQ wait, ever more',
      series: [{ of: 'queueJobs', labels: { queue: 'mail', state: 'waiting' }, values: '0+10x60' }],
      at: '50m',
      fires: { ...OF_QUEUE, says: growing(500) },
    },
    {
      title: 'the done ones of BullMQ are ever more',
      series: [
        { of: 'queueJobs', labels: { queue: 'mail', state: 'completed' }, values: '0+10x60' },
      ],
      at: '50m',
    },
    { title: 'the queue is short', series: [jobs('3x60')], at: '50m' },
    { title: 'it is long, and stays so', series: [jobs('500x60')], at: '50m' },
    { title: 'it is long, and becomes shorter', series: [jobs('1000-10x60')], at: '50m' },
    { title: 'it grows, and is short still', series: [jobs('0+2x60')], at: '50m' },
    { title: 'a peak', series: [jobs('0x45 500x3 0x20')], at: '47m' },
  ],
  CacheHitRatioCollapse: [
    {
      title: 'hits become misses after two hours',
      series: lookups('0+54x120 6480+6x60', '0+6x120 720+54x60'),
      at: '140m',
      fires: {
        of: 'cacheHits',
        labels: { cache: 'products' },
        says: 'The hit ratio of the cache products is 11.11% of what it was over the past day.',
      },
    },
    { title: 'it hits as ever', series: lookups('0+54x180', '0+6x180'), at: '140m' },
    { title: 'it hits as seldom as ever', series: lookups('0+6x180', '0+54x180'), at: '140m' },
    { title: 'it has never hit', series: lookups('0x180', '0+60x180'), at: '140m' },
    {
      title: 'few lookups',
      series: lookups('0+54x120 6480x60', '0+6x120 720+1x60'),
      at: '150m',
    },
    {
      title: 'no past to compare with',
      series: lookups('0+6x60', '0+54x60'),
      at: '25m',
    },
  ],
  HttpClientErrorRatioHigh: [
    {
      title: 'half of the calls are answered with 503',
      series: [calls('clientDuration', 6, '200'), calls('clientDuration', 6, '503')],
      at: '15m',
      fires: { ...OF_HOST, says: API_SAYS },
    },
    { title: 'none fails', series: [calls('clientDuration', 12, '200')], at: '15m' },
    {
      title: 'just 20% fail',
      series: [calls('clientDuration', 8, '200'), calls('clientDuration', 2, '503')],
      at: '15m',
    },
    { title: 'few calls', series: [calls('clientDuration', 1, '503')], at: '15m' },
  ],
  ExternalApiErrorRatioHigh: [
    {
      title: 'half of the calls are answered with 503',
      series: [calls('externalApiDuration', 6, '200'), calls('externalApiDuration', 6, '503')],
      at: '15m',
      fires: { ...OF_SERVICE, says: API_SAYS },
    },
    { title: 'none fails', series: [calls('externalApiDuration', 12, '200')], at: '15m' },
    { title: 'few calls', series: [calls('externalApiDuration', 1, '503')], at: '15m' },
  ],
  ExternalApiRateLimitLow: [
    {
      title: '5 of 100 are left',
      series: [left('100-5x19 5x60')],
      at: '30m',
      fires: {
        of: 'externalApiRemaining',
        labels: { service: 'payments', endpoint: 'POST /payments' },
        says: 'app has 5 calls of POST /payments to payments left.',
      },
    },
    { title: 'half is left', series: [left('100-1x50 50x60')], at: '50m' },
    { title: 'the limit is small, and nobody calls', series: [left('5x60')], at: '30m' },
  ],
  AiCallsSlow: [
    {
      title: 'half of the calls take longer than 20.48 s',
      series: [slowChats(3)],
      at: '25m',
      fires: {
        ...OF_MODEL,
        says: '5% of the calls of app to gpt-4o-mini take longer than 38.91s.',
      },
    },
    { title: 'calls are quick', series: [slowChats(6)], at: '25m' },
    { title: 'few calls', series: [slowChats(0, 0.3)], at: '25m' },
  ],
  AiCallsFailing: [
    {
      title: 'a quarter of the calls fails',
      series: [chats(3), chats(1, '429')],
      at: '20m',
      fires: {
        ...OF_MODEL,
        says: '25% of the calls of app to gpt-4o-mini failed in the last 10 minutes.',
      },
    },
    { title: 'none fails', series: [chats(4)], at: '20m' },
    { title: 'just 10% fail', series: [chats(9), chats(1, '429')], at: '20m' },
    {
      title: 'one call, which failed',
      series: [{ ...chats(0, '429'), values: '0x10 1x60' }],
      at: '20m',
    },
  ],
  AiCostHigh: [
    {
      title: '30 dollars an hour, and 6 euros',
      series: [cost(0.5), cost(0.1, 'EUR')],
      at: '90m',
      fires: {
        of: 'aiCost',
        labels: { currency: 'USD' },
        says: 'The AI calls of app cost 30.00 USD in the last hour.',
      },
    },
    { title: '6 dollars an hour', series: [cost(0.1)], at: '90m' },
  ],
} as const satisfies Partial<Record<AlertName, readonly RuleCase[]>>;
