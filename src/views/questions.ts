import type { Expression } from './expression.ts';

/** Questions that a panel asks and a rule, too: both have to mean the same. */

const BY_CACHE = { by: ['cache'] } as const;

export const CACHE_HITS: Expression = { ask: 'rate', of: 'cacheHits', ...BY_CACHE };
export const CACHE_MISSES: Expression = { ask: 'rate', of: 'cacheMisses', ...BY_CACHE };
export const CACHE_READS: Expression = { ask: 'add', of: [CACHE_HITS, CACHE_MISSES] };
/** A cache that never hit has no series of hits, and a ratio all the same: 0. */
export const CACHE_HIT_RATIO: Expression = {
  ask: 'divide',
  left: { ask: 'either', of: [CACHE_HITS, { ask: 'zero', of: CACHE_MISSES }] },
  right: CACHE_READS,
};

const OF_QUEUE = { ask: 'value', aggregate: 'sum', by: ['queue'] } as const;

/** What is read from a queue, or what the app says of it. */
export const JOBS_WAITING: Expression = {
  ask: 'either',
  of: [
    { ...OF_QUEUE, of: 'queueJobs', where: ['waiting'] },
    { ...OF_QUEUE, of: 'queueSize' },
  ],
};

const OF_POOL = { ask: 'value', aggregate: 'sum', by: ['pool'] } as const;

export const POOL_CONNECTIONS: Expression = { ...OF_POOL, of: 'connections' };
export const POOL_USED: Expression = { ...OF_POOL, of: 'connections', where: ['used'] };
export const POOL_LIMIT: Expression = { ...OF_POOL, of: 'connectionLimit' };
export const POOL_PENDING: Expression = { ...OF_POOL, of: 'connectionsPending' };
