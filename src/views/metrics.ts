// table: the metrics that panels and rules ask for, under both names that they may have on a page.
import type { NamedInstrument } from '../exposition/names.ts';

/** What a series' label has to be. Expressions are anchored, and those that RE2 and JavaScript share. */
export interface Matcher {
  /** A role of the metric. */
  readonly role: string;
  readonly is: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** A metric under one of its names. `labels` are the labels, or attributes, by the part they play. */
interface Form {
  readonly labels: Readonly<Record<string, string>>;
  /** What may be asked of its series, by name; all matchers have to fit. */
  readonly conditions?: Readonly<Record<string, readonly Matcher[]>>;
}

/** OpenTelemetry's, translated as the page is. */
export interface StandardForm extends Form {
  readonly instrument: NamedInstrument;
}

/** Whole but for the prefix. */
export interface ClassicForm extends Form {
  readonly name: string;
}

export interface Metric {
  readonly standard: StandardForm;
  /** Where classic names are shown; the same as `standard` where there is none. */
  readonly classic?: ClassicForm;
}

type Kind = NamedInstrument['kind'];

function instrument(name: string, kind: Kind, unit = ''): NamedInstrument {
  return { name, kind, unit };
}

const FAILED: readonly Matcher[] = [{ role: 'error', is: '!=', value: '' }];
const failedWith = (role: string, value: string): readonly Matcher[] => [{ role, is: '=~', value }];
const only = (role: string, value: string): readonly Matcher[] => [{ role, is: '=', value }];

/** Who goes away before the answer has come is not refused anything. */
const REQUEST_FAILED: readonly Matcher[] = [
  ...FAILED,
  { role: 'error', is: '!=', value: 'aborted' },
];
/**
 * No status below 400: of a call that got no answer it is `error` or absent. The series of all
 * beyond a metric's limit has no labels at all, and tells nothing.
 */
const callFailed = (role: string): readonly Matcher[] => [
  { role: 'status', is: '!~', value: '[123]..|ok' },
  { role, is: '!=', value: '' },
];
const SERVER_FAILED = failedWith('status', '5..');
const HELPER_FAILED = only('status', 'error');

export const METRICS = {
  requestDuration: {
    standard: {
      instrument: instrument('http.server.request.duration', 'histogram', 's'),
      labels: {
        route: 'http.route',
        method: 'http.request.method',
        status: 'http.response.status_code',
        error: 'error.type',
      },
      conditions: { failed: REQUEST_FAILED },
    },
    classic: {
      name: 'http_request_duration_seconds',
      labels: { route: 'route', method: 'method', status: 'status_code' },
      conditions: { failed: SERVER_FAILED },
    },
  },
  activeRequests: {
    standard: {
      instrument: instrument('http.server.active_requests', 'up-down-counter', '{request}'),
      labels: { method: 'http.request.method' },
    },
    classic: { name: 'http_requests_in_flight', labels: {} },
  },
  clientDuration: {
    standard: {
      instrument: instrument('http.client.request.duration', 'histogram', 's'),
      labels: {
        host: 'server.address',
        method: 'http.request.method',
        status: 'http.response.status_code',
        error: 'error.type',
      },
      conditions: { failed: FAILED },
    },
    classic: {
      name: 'external_api_duration_seconds',
      labels: { host: 'service', endpoint: 'endpoint', status: 'status_code' },
      conditions: { failed: callFailed('host') },
    },
  },
  externalApiDuration: {
    standard: {
      instrument: instrument('external_api_duration', 'histogram', 's'),
      labels: { service: 'service', endpoint: 'endpoint', status: 'status_code' },
      conditions: { failed: callFailed('service') },
    },
  },
  externalApiRemaining: {
    standard: {
      instrument: instrument('external_api_rate_limit_remaining', 'gauge'),
      labels: { service: 'service', endpoint: 'endpoint' },
    },
  },
  queryDuration: {
    standard: {
      instrument: instrument('db.client.operation.duration', 'histogram', 's'),
      labels: {
        table: 'db.collection.name',
        operation: 'db.operation.name',
        error: 'error.type',
        host: 'server.address',
      },
      conditions: { failed: FAILED },
    },
    classic: {
      name: 'database_query_duration_seconds',
      labels: { table: 'table', operation: 'operation', status: 'status' },
      conditions: { failed: HELPER_FAILED },
    },
  },
  /** What the app times by the helper `database`; classic names make no difference between both. */
  timedQueryDuration: {
    standard: {
      instrument: instrument('database_query_duration', 'histogram', 's'),
      labels: { table: 'table', operation: 'operation', status: 'status' },
      conditions: { failed: HELPER_FAILED },
    },
  },
  connections: {
    standard: {
      instrument: instrument('db.client.connection.count', 'up-down-counter', '{connection}'),
      labels: { pool: 'db.client.connection.pool.name', state: 'db.client.connection.state' },
      conditions: { used: only('state', 'used'), idle: only('state', 'idle') },
    },
    classic: {
      name: 'database_connections_active',
      labels: { pool: 'database', state: 'state' },
      conditions: { used: only('state', 'active'), idle: only('state', 'idle') },
    },
  },
  /** What the app tells by the helper `database`. */
  toldConnections: {
    standard: {
      instrument: instrument('database_connections_active', 'gauge', '{connection}'),
      labels: { pool: 'database', state: 'state' },
      conditions: { used: only('state', 'active'), idle: only('state', 'idle') },
    },
  },
  connectionLimit: {
    standard: {
      instrument: instrument('db.client.connection.limit', 'up-down-counter', '{connection}'),
      labels: { pool: 'db.client.connection.pool.name' },
    },
  },
  connectionsPending: {
    standard: {
      instrument: instrument(
        'db.client.connection.pending_requests',
        'up-down-counter',
        '{request}',
      ),
      labels: { pool: 'db.client.connection.pool.name' },
    },
  },
  connectionTimeouts: {
    standard: {
      instrument: instrument('db.client.connection.timeouts', 'counter', '{timeout}'),
      labels: { pool: 'db.client.connection.pool.name' },
    },
  },
  connectionWait: {
    standard: {
      instrument: instrument('db.client.connection.wait_time', 'histogram', 's'),
      labels: { pool: 'db.client.connection.pool.name' },
    },
  },
  cacheHits: {
    standard: {
      instrument: instrument('cache_hits', 'counter'),
      labels: { cache: 'cache_name', pattern: 'key_pattern' },
    },
  },
  cacheMisses: {
    standard: {
      instrument: instrument('cache_misses', 'counter'),
      labels: { cache: 'cache_name', pattern: 'key_pattern' },
    },
  },
  cacheSize: {
    standard: {
      instrument: instrument('cache_size', 'gauge', 'By'),
      labels: { cache: 'cache_name' },
    },
  },
  queueSize: {
    standard: {
      instrument: instrument('queue_size', 'gauge'),
      labels: { queue: 'queue_name', priority: 'priority' },
    },
  },
  queueJobs: {
    standard: {
      instrument: instrument('queue_jobs', 'gauge', '{job}'),
      labels: { queue: 'queue_name', state: 'state' },
      conditions: { waiting: failedWith('state', 'wait|waiting|prioritized|paused') },
    },
  },
  jobDuration: {
    standard: {
      instrument: instrument('queue_processing_duration', 'histogram', 's'),
      labels: { queue: 'queue_name', job: 'job_type', status: 'status' },
      conditions: { failed: HELPER_FAILED },
    },
  },
  aiDuration: {
    standard: {
      instrument: instrument('gen_ai.client.operation.duration', 'histogram', 's'),
      labels: {
        provider: 'gen_ai.provider.name',
        model: 'gen_ai.request.model',
        operation: 'gen_ai.operation.name',
        error: 'error.type',
      },
      conditions: { failed: FAILED },
    },
  },
  aiTokens: {
    standard: {
      instrument: instrument('gen_ai.client.token.usage', 'histogram', '{token}'),
      labels: { model: 'gen_ai.request.model', token: 'gen_ai.token.type' },
    },
  },
  aiCost: {
    standard: {
      instrument: instrument('ai_cost', 'counter'),
      labels: { provider: 'provider', model: 'model', currency: 'currency' },
    },
  },
  operationDuration: {
    standard: {
      instrument: instrument('distributed_trace_duration', 'histogram', 's'),
      labels: { service: 'service', operation: 'operation', status: 'status' },
      conditions: { failed: HELPER_FAILED },
    },
  },
  errors: {
    standard: {
      instrument: instrument('errors', 'counter', '{error}'),
      labels: { type: 'type', severity: 'severity', component: 'component' },
    },
  },
  registrations: {
    standard: {
      instrument: instrument('user_registrations', 'counter'),
      labels: { source: 'source', status: 'status' },
    },
  },
  activeUsers: {
    standard: {
      instrument: instrument('active_users_count', 'gauge'),
      labels: { period: 'period' },
    },
  },
  userActions: {
    standard: {
      instrument: instrument('user_action', 'counter'),
      labels: { action: 'action', endpoint: 'endpoint' },
    },
  },
  revenue: {
    standard: {
      instrument: instrument('revenue', 'counter'),
      labels: { currency: 'currency', source: 'source', product: 'product' },
    },
  },
  conversionRate: {
    standard: {
      instrument: instrument('conversion_rate', 'gauge'),
      labels: { stage: 'funnel_stage', segment: 'segment' },
    },
  },
  loopDelayP99: {
    standard: { instrument: instrument('nodejs.eventloop.delay.p99', 'gauge', 's'), labels: {} },
    classic: { name: 'nodejs_eventloop_lag_p99_seconds', labels: {} },
  },
  loopDelayP50: {
    standard: { instrument: instrument('nodejs.eventloop.delay.p50', 'gauge', 's'), labels: {} },
    classic: { name: 'nodejs_eventloop_lag_p50_seconds', labels: {} },
  },
  loopUtilization: {
    standard: { instrument: instrument('nodejs.eventloop.utilization', 'gauge', '1'), labels: {} },
  },
  gcDuration: {
    standard: {
      instrument: instrument('v8js.gc.duration', 'histogram', 's'),
      labels: { kind: 'v8js.gc.type' },
    },
    classic: { name: 'nodejs_gc_duration_seconds', labels: { kind: 'kind' } },
  },
  heapUsed: {
    standard: {
      instrument: instrument('v8js.memory.heap.used', 'up-down-counter', 'By'),
      labels: { space: 'v8js.heap.space.name' },
    },
    classic: { name: 'nodejs_heap_space_size_used_bytes', labels: { space: 'space' } },
  },
  heapLimit: {
    standard: {
      instrument: instrument('v8js.memory.heap.limit', 'up-down-counter', 'By'),
      labels: {},
    },
  },
  memory: {
    standard: {
      instrument: instrument('process.memory.usage', 'up-down-counter', 'By'),
      labels: {},
    },
    classic: { name: 'process_resident_memory_bytes', labels: {} },
  },
  nodeMemory: {
    standard: {
      instrument: instrument('nodejs.memory.usage', 'up-down-counter', 'By'),
      labels: { type: 'type' },
    },
    classic: { name: 'nodejs_memory_usage_bytes', labels: { type: 'type' } },
  },
  cpuTime: {
    standard: {
      instrument: instrument('process.cpu.time', 'counter', 's'),
      labels: { mode: 'cpu.mode' },
    },
    classic: { name: 'process_cpu_seconds_total', labels: {} },
  },
  descriptors: {
    standard: {
      instrument: instrument(
        'process.unix.file_descriptor.count',
        'up-down-counter',
        '{file_descriptor}',
      ),
      labels: {},
    },
    classic: { name: 'process_open_fds', labels: {} },
  },
  descriptorLimit: {
    standard: {
      instrument: instrument(
        'process.unix.file_descriptor.limit',
        'up-down-counter',
        '{file_descriptor}',
      ),
      labels: {},
    },
    classic: { name: 'process_max_fds', labels: {} },
  },
  activeResources: {
    standard: {
      instrument: instrument('v8js.resource.active', 'gauge', '{resource}'),
      labels: { type: 'v8js.resource.type' },
    },
    classic: { name: 'nodejs_active_resources', labels: { type: 'type' } },
  },
  uptime: {
    standard: { instrument: instrument('process.uptime', 'gauge', 's'), labels: {} },
  },
  agentErrors: {
    standard: {
      instrument: instrument('acme.metrics.agent.errors', 'counter', '{error}'),
      labels: { cause: 'cause' },
    },
  },
  agentSeries: {
    standard: {
      instrument: instrument('acme.metrics.agent.series', 'gauge', '{series}'),
      labels: { metric: 'metric' },
    },
  },
  agentOverflow: {
    standard: {
      instrument: instrument('acme.metrics.agent.overflow', 'counter', '{measurement}'),
      labels: { metric: 'metric' },
    },
  },
  scrapeDuration: {
    standard: {
      instrument: instrument('acme.metrics.agent.scrape.duration', 'histogram', 's'),
      labels: {},
    },
  },
} as const satisfies Readonly<Record<string, Metric>>;

export type MetricKey = keyof typeof METRICS;
