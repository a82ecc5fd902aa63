// table: what prom-client's users know, and what it is made of; docs/classic-names.md is made from it.
import type { FamilyKind } from '../../store/descriptor.ts';

/** Where the value of a classic label comes from. */
export type LabelSource =
  /** The attribute with this key; no label where a series has none. */
  | string
  /** The attribute's value in the old words; others stay. */
  | { readonly key: string; readonly words: Readonly<Record<string, string>> }
  /** The attribute's value without this at its end. */
  | { readonly key: string; readonly end: string }
  /** Not the value, but whether there is one. */
  | { readonly key: string; readonly present: string; readonly absent: string };

/** A metric of the classic page, as a view of one of OpenTelemetry's. */
export interface ClassicMetric {
  /** Its whole name on the page, but for the prefix. */
  readonly name: string;
  /** The instrument: its OpenTelemetry name, and what it has to be. */
  readonly from: string;
  readonly of: FamilyKind;
  /**
   * The attributes that OpenTelemetry's conventions give it: series of others' libraries that have
   * no further ones are shown by it, too. Without them it is what the agent itself measures.
   */
  readonly conventions?: readonly string[];
  readonly labels: Readonly<Record<string, LabelSource>>;
  /** A counter of what the histogram has counted. */
  readonly counts?: true;
  /** The sum of all its series; of a gauge's too, which have none elsewhere. */
  readonly sums?: true;
  /** Only the series in which this attribute has this value. */
  readonly where?: readonly [key: string, value: string];
  /** Every value is multiplied by this. */
  readonly times?: number;
  /** Where the instrument's own would be wrong; it says nothing that the name doesn't. */
  readonly unit?: string;
  /** Where the instrument's own would be wrong. */
  readonly help?: string;
}

const HTTP = [
  ...['http.request.method', 'http.route', 'http.response.status_code', 'error.type'],
  ...['url.scheme', 'url.template', 'server.address', 'server.port'],
  ...['network.protocol.name', 'network.protocol.version', 'user_agent.synthetic.type'],
] as const;

const DATABASE = [
  ...['db.system.name', 'db.namespace', 'db.collection.name', 'db.operation.name'],
  ...['db.query.summary', 'db.stored_procedure.name', 'db.response.status_code', 'error.type'],
  ...['server.address', 'server.port', 'network.peer.address', 'network.peer.port'],
] as const;

const CONNECTIONS = ['db.client.connection.pool.name', 'db.client.connection.state'] as const;

const REQUEST = {
  method: 'http.request.method',
  route: 'http.route',
  status_code: 'http.response.status_code',
} as const;

const SPACE = { space: { key: 'v8js.heap.space.name', end: '_space' } } as const;

/** In the order of the page, by instrument. */
export const CLASSIC_METRICS: readonly ClassicMetric[] = [
  {
    name: 'http_request_duration_seconds',
    from: 'http.server.request.duration',
    of: 'histogram',
    conventions: HTTP,
    labels: REQUEST,
  },
  {
    name: 'http_requests_total',
    from: 'http.server.request.duration',
    of: 'histogram',
    conventions: HTTP,
    labels: REQUEST,
    counts: true,
    help: 'HTTP server requests.',
  },
  {
    name: 'http_requests_in_flight',
    from: 'http.server.active_requests',
    of: 'up-down-counter',
    conventions: HTTP,
    labels: {},
  },
  {
    name: 'http_request_size_bytes',
    from: 'http.server.request.body.size',
    of: 'histogram',
    conventions: HTTP,
    labels: REQUEST,
  },
  {
    name: 'http_response_size_bytes',
    from: 'http.server.response.body.size',
    of: 'histogram',
    conventions: HTTP,
    labels: REQUEST,
  },
  {
    name: 'external_api_duration_seconds',
    from: 'http.client.request.duration',
    of: 'histogram',
    conventions: HTTP,
    labels: {
      service: 'server.address',
      endpoint: 'url.template',
      status_code: 'http.response.status_code',
    },
  },
  {
    name: 'database_query_duration_seconds',
    from: 'db.client.operation.duration',
    of: 'histogram',
    conventions: DATABASE,
    labels: {
      operation: 'db.operation.name',
      table: 'db.collection.name',
      status: { key: 'error.type', present: 'error', absent: 'success' },
    },
  },
  {
    name: 'database_connections_active',
    from: 'db.client.connection.count',
    of: 'up-down-counter',
    conventions: CONNECTIONS,
    labels: {
      database: 'db.client.connection.pool.name',
      state: { key: 'db.client.connection.state', words: { used: 'active' } },
    },
  },
  ...(['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'] as const).map(
    (statistic): ClassicMetric => ({
      name: `nodejs_eventloop_lag_${statistic}_seconds`,
      from: `nodejs.eventloop.delay.${statistic}`,
      of: 'gauge',
      labels: {},
    }),
  ),
  {
    // prom-client has the delay of one `setImmediate` here; of ours the mean is the nearest.
    name: 'nodejs_eventloop_lag_seconds',
    from: 'nodejs.eventloop.delay.mean',
    of: 'gauge',
    labels: {},
  },
  {
    name: 'nodejs_gc_duration_seconds',
    from: 'v8js.gc.duration',
    of: 'histogram',
    labels: { kind: 'v8js.gc.type' },
  },
  {
    name: 'nodejs_heap_space_size_total_bytes',
    from: 'v8js.memory.heap.space.size',
    of: 'up-down-counter',
    labels: SPACE,
  },
  {
    name: 'nodejs_heap_space_size_used_bytes',
    from: 'v8js.memory.heap.used',
    of: 'up-down-counter',
    labels: SPACE,
  },
  {
    name: 'nodejs_heap_space_size_available_bytes',
    from: 'v8js.memory.heap.space.available_size',
    of: 'up-down-counter',
    labels: SPACE,
  },
  {
    name: 'nodejs_active_resources',
    from: 'v8js.resource.active',
    of: 'gauge',
    labels: { type: 'v8js.resource.type' },
  },
  {
    name: 'nodejs_active_resources_total',
    from: 'v8js.resource.active',
    of: 'gauge',
    labels: {},
    sums: true,
  },
  {
    name: 'process_cpu_user_seconds_total',
    from: 'process.cpu.time',
    of: 'counter',
    labels: {},
    where: ['cpu.mode', 'user'],
    help: 'CPU time used by the process itself.',
  },
  {
    name: 'process_cpu_system_seconds_total',
    from: 'process.cpu.time',
    of: 'counter',
    labels: {},
    where: ['cpu.mode', 'system'],
    help: 'CPU time used by the system for the process.',
  },
  {
    name: 'process_cpu_seconds_total',
    from: 'process.cpu.time',
    of: 'counter',
    labels: {},
    sums: true,
  },
  {
    name: 'nodejs_cpu_usage_percent',
    from: 'process.cpu.utilization',
    of: 'gauge',
    labels: {},
    sums: true,
    times: 100,
    unit: '%',
    help: 'Percentage of the available CPUs used since the last collection.',
  },
  {
    name: 'process_resident_memory_bytes',
    from: 'process.memory.usage',
    of: 'up-down-counter',
    labels: {},
  },
  {
    name: 'process_virtual_memory_bytes',
    from: 'process.memory.virtual',
    of: 'up-down-counter',
    labels: {},
  },
  {
    name: 'nodejs_memory_usage_bytes',
    from: 'nodejs.memory.usage',
    of: 'up-down-counter',
    labels: { type: 'type' },
  },
  {
    name: 'nodejs_heap_size_total_bytes',
    from: 'nodejs.memory.usage',
    of: 'up-down-counter',
    labels: {},
    where: ['type', 'heapTotal'],
    help: "Size of V8's heap.",
  },
  {
    name: 'nodejs_heap_size_used_bytes',
    from: 'nodejs.memory.usage',
    of: 'up-down-counter',
    labels: {},
    where: ['type', 'heapUsed'],
    help: "Memory in use of V8's heap.",
  },
  {
    name: 'nodejs_external_memory_bytes',
    from: 'nodejs.memory.usage',
    of: 'up-down-counter',
    labels: {},
    where: ['type', 'external'],
    help: 'Memory outside of the heap that belongs to objects in it.',
  },
  {
    name: 'process_open_fds',
    from: 'process.unix.file_descriptor.count',
    of: 'up-down-counter',
    labels: {},
  },
  {
    name: 'process_max_fds',
    from: 'process.unix.file_descriptor.limit',
    of: 'up-down-counter',
    labels: {},
  },
  {
    name: 'process_start_time_seconds',
    from: 'process.start_time',
    of: 'gauge',
    labels: {},
  },
  {
    name: 'errors_total',
    from: 'errors',
    of: 'counter',
    labels: { type: 'type', severity: 'severity', component: 'component' },
  },
];
