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
const failed = (percent: number) =>
  `${percent}% of the calls of app to pay.example failed in the last 5 minutes.`;

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

const longer = (seconds: number) =>
  `5% of the calls of app to gpt-4o-mini take longer than ${seconds}s.`;
const failing = (percent: number) =>
  `${percent}% of the calls of app to gpt-4o-mini failed in the last 10 minutes.`;

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
      at: '25m',
      fires: { ...OF_QUEUE, says: growing(250) },
    },
    {
      title: 'jobs of BullMQ wait, ever more',
      series: [{ of: 'queueJobs', labels: { queue: 'mail', state: 'waiting' }, values: '0+10x60' }],
      at: '25m',
      fires: { ...OF_QUEUE, says: growing(250) },
    },
    {
      title: 'the done ones of BullMQ are ever more',
      series: [
        { of: 'queueJobs', labels: { queue: 'mail', state: 'completed' }, values: '0+10x60' },
      ],
      at: '50m',
    },
    {
      title: 'a few more than 100 wait, a few more than 1.2 times as many as before',
      series: [jobs('80+2x60')],
      at: '25m',
      fires: { ...OF_QUEUE, says: growing(130) },
    },
    { title: 'just 100 wait, twice as many as before', series: [jobs('50x30 100x40')], at: '45m' },
    { title: 'it grows by less than a fifth', series: [jobs('200+2x60')], at: '50m' },
    { title: 'the queue is short', series: [jobs('3x60')], at: '50m' },
    { title: 'it is long, and stays so', series: [jobs('500x60')], at: '50m' },
    { title: 'it is long, and becomes shorter', series: [jobs('1000-10x60')], at: '50m' },
    { title: 'it grows, and is short still', series: [jobs('0+2x60')], at: '50m' },
    { title: 'a peak', series: [jobs('0x45 500x3 0x20')], at: '47m' },
  ],
  CacheHitRatioCollapse: [
    {
      title: 'less than half of the hits are left after two hours',
      series: lookups('0+54x120 6480+24x60', '0+6x120 720+36x60'),
      at: '2h20m',
      fires: {
        of: 'cacheHits',
        labels: { cache: 'products' },
        says: 'The hit ratio of the cache products is 44.44% of what it was over the past day.',
      },
    },
    {
      title: 'just enough lookups, of which a third as many hit as before',
      series: lookups('0+6x120 720+2x60', '0+1x120 120+5x60'),
      at: '2h18m',
      fires: {
        of: 'cacheHits',
        labels: { cache: 'products' },
        says: 'The hit ratio of the cache products is 33.33% of what it was over the past day.',
      },
    },
    {
      title: 'more than half of the hits are left',
      series: lookups('0+54x120 6480+30x60', '0+6x120 720+30x60'),
      at: '140m',
    },
    { title: 'it hits as ever', series: lookups('0+54x180', '0+6x180'), at: '140m' },
    { title: 'it hits as seldom as ever', series: lookups('0+6x180', '0+54x180'), at: '140m' },
    { title: 'it has never hit', series: lookups('0x180', '0+60x180'), at: '140m' },
    {
      title: 'just too few lookups',
      series: lookups('0+4.5x120 540x60', '0+0.5x120 60+5x60'),
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
      title: 'a quarter of the calls is answered with 503',
      series: [calls('clientDuration', 9, '200'), calls('clientDuration', 3, '503')],
      at: '7m',
      fires: { ...OF_HOST, says: failed(25) },
    },
    {
      title: 'just enough calls, all of which fail',
      series: [calls('clientDuration', 4, '503')],
      at: '9m',
      fires: { ...OF_HOST, says: failed(100) },
    },
    { title: 'none fails', series: [calls('clientDuration', 12, '200')], at: '15m' },
    {
      title: 'just 20% fail',
      series: [calls('clientDuration', 8, '200'), calls('clientDuration', 2, '503')],
      at: '15m',
    },
    {
      title: 'just too few calls, all of which fail',
      series: [calls('clientDuration', 2, '503')],
      at: '15m',
    },
  ],
  ExternalApiErrorRatioHigh: [
    {
      title: 'a quarter of the calls is answered with 503',
      series: [calls('externalApiDuration', 9, '200'), calls('externalApiDuration', 3, '503')],
      at: '7m',
      fires: { ...OF_SERVICE, says: failed(25) },
    },
    {
      title: 'just enough calls, all of which fail',
      series: [calls('externalApiDuration', 4, '503')],
      at: '9m',
      fires: { ...OF_SERVICE, says: failed(100) },
    },
    { title: 'none fails', series: [calls('externalApiDuration', 12, '200')], at: '15m' },
    {
      title: 'just 20% fail',
      series: [calls('externalApiDuration', 8, '200'), calls('externalApiDuration', 2, '503')],
      at: '15m',
    },
    {
      title: 'just too few calls, all of which fail',
      series: [calls('externalApiDuration', 2, '503')],
      at: '15m',
    },
  ],
  ExternalApiRateLimitLow: [
    {
      title: '9 of 100 are left',
      series: [left('100-7x13 9x60')],
      at: '14m',
      fires: {
        of: 'externalApiRemaining',
        labels: { service: 'payments', endpoint: 'POST /payments' },
        says: 'app has 9 calls of POST /payments to payments left.',
      },
    },
    { title: '12 of 100 are left', series: [left('100-8x11 12x60')], at: '30m' },
    { title: 'half is left', series: [left('100-1x50 50x60')], at: '50m' },
    { title: 'the API always says that none is left', series: [left('0x90')], at: '80m' },
    { title: 'the limit is small, and nobody calls', series: [left('5x60')], at: '30m' },
  ],
  AiCallsSlow: [
    {
      title: 'a few too many calls take longer than 20.48 s',
      series: [slowChats(5.6)],
      at: '11m',
      fires: { ...OF_MODEL, says: longer(25.6) },
    },
    {
      title: 'just enough calls, and all are slow',
      series: [slowChats(0, 0.7)],
      at: '19m',
      fires: { ...OF_MODEL, says: longer(39.94) },
    },
    { title: 'calls are quick', series: [slowChats(6)], at: '25m' },
    { title: 'just too few calls', series: [slowChats(0, 0.5)], at: '25m' },
  ],
  AiCallsFailing: [
    {
      title: '12% of the calls fail',
      series: [chats(22), chats(3, '429')],
      at: '6m',
      fires: { ...OF_MODEL, says: failing(12) },
    },
    {
      title: 'just enough calls fail, and no other is made',
      series: [chats(0.35, '429')],
      at: '14m',
      fires: { ...OF_MODEL, says: failing(100) },
    },
    { title: 'none fails', series: [chats(4)], at: '20m' },
    { title: 'just too few calls fail', series: [chats(0.25, '429')], at: '30m' },
    {
      title: 'one of eight calls in 10 minutes fails',
      series: [chats(0.7), { ...chats(0, '429'), values: '0x10 1x60' }],
      at: '17m',
    },
    { title: 'just 10% fail', series: [chats(9), chats(1, '429')], at: '20m' },
    {
      title: 'one call, which failed',
      series: [{ ...chats(0, '429'), values: '0x10 1x60' }],
      at: '20m',
    },
  ],
  AiCostHigh: [
    {
      title: '12 dollars an hour, and 6 euros',
      series: [cost(0.2), cost(0.1, 'EUR')],
      at: '51m',
      fires: {
        of: 'aiCost',
        labels: { currency: 'USD' },
        says: 'The AI calls of app cost 10.20 USD in the last hour.',
      },
    },
    { title: '9 dollars an hour', series: [cost(0.15)], at: '90m' },
  ],
} as const satisfies Partial<Record<AlertName, readonly RuleCase[]>>;
