// table: attributes of every automatic metric; scripts/docs.ts refuses one too many or too few.

const SERVER_REQUEST = [
  'http.request.method',
  'url.scheme',
  'network.protocol.version',
  'http.route',
  'http.response.status_code',
  'error.type',
] as const;

const CLIENT_REQUEST = [
  'http.request.method',
  'server.address',
  'server.port',
  'url.scheme',
  'http.response.status_code',
  'error.type',
] as const;

const POOL = ['db.client.connection.pool.name'] as const;
const HEAP_SPACE = ['v8js.heap.space.name'] as const;

/** Keyed by the metric's OpenTelemetry name. */
export const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  'http.server.request.duration': SERVER_REQUEST,
  'http.server.active_requests': ['http.request.method', 'url.scheme'],
  'http.server.request.body.size': SERVER_REQUEST,
  'http.server.response.body.size': SERVER_REQUEST,
  'http.client.request.duration': CLIENT_REQUEST,
  'db.client.operation.duration': [
    'db.system.name',
    'db.namespace',
    'db.operation.name',
    'db.collection.name',
    'server.address',
    'server.port',
    'db.response.status_code',
    'error.type',
  ],
  'db.client.connection.count': [...POOL, 'db.client.connection.state'],
  'db.client.connection.pending_requests': POOL,
  'db.client.connection.limit': POOL,
  'db.client.connection.idle.min': POOL,
  'db.client.connection.wait_time': POOL,
  'db.client.connection.use_time': POOL,
  'db.client.connection.create_time': POOL,
  'db.client.connection.timeouts': POOL,
  'nodejs.eventloop.delay.min': [],
  'nodejs.eventloop.delay.max': [],
  'nodejs.eventloop.delay.mean': [],
  'nodejs.eventloop.delay.stddev': [],
  'nodejs.eventloop.delay.p50': [],
  'nodejs.eventloop.delay.p90': [],
  'nodejs.eventloop.delay.p99': [],
  'nodejs.eventloop.utilization': [],
  'nodejs.eventloop.time': ['nodejs.eventloop.state'],
  'v8js.gc.duration': ['v8js.gc.type'],
  'v8js.memory.heap.limit': [],
  'v8js.memory.heap.used': HEAP_SPACE,
  'v8js.memory.heap.space.size': HEAP_SPACE,
  'v8js.memory.heap.space.available_size': HEAP_SPACE,
  'v8js.memory.heap.space.physical_size': HEAP_SPACE,
  'v8js.resource.active': ['v8js.resource.type'],
  'process.cpu.time': ['cpu.mode'],
  'process.cpu.utilization': ['cpu.mode'],
  'process.memory.usage': [],
  'process.memory.virtual': [],
  'nodejs.memory.usage': ['type'],
  'process.unix.file_descriptor.count': [],
  'process.unix.file_descriptor.limit': [],
  'process.uptime': [],
  'process.start_time': [],
  errors: ['type', 'severity', 'component'],
  'acme.metrics.agent.errors': ['cause'],
  'acme.metrics.agent.series': ['metric'],
  'acme.metrics.agent.overflow': ['metric'],
  'acme.metrics.agent.scrape.duration': [],
};
