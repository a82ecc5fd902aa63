// table: the libraries that people expect an agent to know, and what it can do for each
/** A library by the name that it is installed under. */
export interface KnownLibrary {
  readonly name: string;
  /** Which observer sees it. */
  readonly observer?: 'http-server' | 'http-client' | 'pg';
  /** Whether it is seen only where it was loaded from a file of its own, and seen to be. */
  readonly isPatched?: boolean;
  /** Whether routes are what is observed of it: OpenTelemetry's engine has none. */
  readonly hasRoutes?: boolean;
  /** Whether its own metrics are what there is to have. */
  readonly isBridged?: boolean;
  /** A text of its own that a bundler keeps. */
  readonly mark?: string;
  /** The helper of this package for it, and an instrument which says that it is used. */
  readonly helper?: Helper;
  /** What is missing of it without code of the app's, and what to do. */
  readonly why?: string;
  /** Whether others load it for themselves, so that it concerns the app only where package.json names it. */
  readonly isOthers?: boolean;
}

export interface Helper {
  readonly name: string;
  readonly instruments: readonly string[];
}

const CACHE: Helper = { name: 'cache', instruments: ['cache_hits', 'cache_misses'] };
const QUEUE: Helper = {
  name: 'queue',
  instruments: ['queue_processing_duration', 'queue_size', 'queue_jobs'],
};
const DATABASE: Helper = {
  name: 'database',
  instruments: ['database_query_duration', 'database_connections_active'],
};
const AI: Helper = { name: 'ai', instruments: ['gen_ai.client.operation.duration', 'ai_cost'] };

const SAY_ROUTES =
  'Its requests are measured, its routes are not: say them by setRoute(request, template), or list them in ACME_METRICS_HTTP_ROUTES.';
const TIME_QUERIES =
  'Its operations are not observed: time them by database(name).query, and say its connections by .observe.';
const COUNT_READS =
  'Its reads are not observed: cache(name).observe(client) counts them as hits and misses; database(name).query times commands.';
const OBSERVE_QUEUE =
  'Its jobs and messages are not observed: queue(name).process times them, and .observe reads how many wait.';
const TIME_CALLS =
  'Its requests as such are measured, what they cost is not: make calls by ai(provider), which counts tokens and money.';
const SWITCH_BRIDGE_ON =
  'Its metrics are not on the page: ACME_METRICS_BRIDGE_PROM_CLIENT=true puts them there.';
const TIME_OPERATIONS =
  'Nothing is observed of it by itself: operation(service, name, call) times what is worth it.';
const COUNT_CONNECTIONS =
  'Its messages are not observed: a gauge of the connections and a counter of the messages tell most.';

/** In the order of a report. */
export const KNOWN_LIBRARIES: readonly KnownLibrary[] = [
  {
    ...{ name: 'express', observer: 'http-server', isPatched: true, hasRoutes: true },
    mark: 'app.use() requires a middleware function',
  },
  {
    ...{ name: 'fastify', observer: 'http-server', hasRoutes: true },
    mark: 'FST_ERR_INSTANCE_ALREADY_LISTENING',
  },
  { name: '@nestjs/core', observer: 'http-server' },
  { name: 'koa', why: SAY_ROUTES },
  { name: '@hapi/hapi', why: SAY_ROUTES },
  { name: 'restify', why: SAY_ROUTES },
  { name: 'polka', why: SAY_ROUTES },
  { name: '@hono/node-server', why: SAY_ROUTES },
  { name: 'next', why: SAY_ROUTES },
  { name: 'axios', observer: 'http-client' },
  { name: 'got', observer: 'http-client' },
  { name: 'ky', observer: 'http-client' },
  { name: 'node-fetch', observer: 'http-client' },
  { name: 'superagent', observer: 'http-client' },
  { name: 'request', observer: 'http-client' },
  { name: 'undici', observer: 'http-client' },
  {
    ...{ name: 'pg', observer: 'pg', isPatched: true },
    mark: 'Client has already been connected. You cannot reuse a client.',
  },
  { name: 'postgres', helper: DATABASE, why: TIME_QUERIES },
  { name: 'mysql2', helper: DATABASE, why: TIME_QUERIES },
  { name: 'mysql', helper: DATABASE, why: TIME_QUERIES },
  { name: 'mariadb', helper: DATABASE, why: TIME_QUERIES },
  { name: 'mongoose', helper: DATABASE, why: TIME_QUERIES },
  { name: 'mongodb', helper: DATABASE, why: TIME_QUERIES },
  { name: '@prisma/client', helper: DATABASE, why: TIME_QUERIES },
  { name: 'better-sqlite3', helper: DATABASE, why: TIME_QUERIES },
  { name: 'ioredis', helper: CACHE, why: COUNT_READS },
  { name: 'redis', helper: CACHE, why: COUNT_READS },
  { name: 'keyv', helper: CACHE, why: COUNT_READS, isOthers: true },
  { name: 'lru-cache', helper: CACHE, why: COUNT_READS, isOthers: true },
  { name: 'node-cache', helper: CACHE, why: COUNT_READS, isOthers: true },
  { name: 'bullmq', helper: QUEUE, why: OBSERVE_QUEUE },
  { name: 'bull', helper: QUEUE, why: OBSERVE_QUEUE },
  { name: 'p-queue', helper: QUEUE, why: OBSERVE_QUEUE, isOthers: true },
  { name: 'kafkajs', helper: QUEUE, why: OBSERVE_QUEUE },
  { name: 'amqplib', helper: QUEUE, why: OBSERVE_QUEUE },
  { name: 'openai', helper: AI, why: TIME_CALLS },
  { name: '@anthropic-ai/sdk', helper: AI, why: TIME_CALLS },
  { name: 'graphql', why: TIME_OPERATIONS },
  { name: '@grpc/grpc-js', why: TIME_OPERATIONS, isOthers: true },
  { name: 'ws', why: COUNT_CONNECTIONS, isOthers: true },
  { name: 'socket.io', why: COUNT_CONNECTIONS },
  { name: 'prom-client', isBridged: true, why: SWITCH_BRIDGE_ON },
  { name: '@prometheus-io/client', isBridged: true, why: SWITCH_BRIDGE_ON },
];
