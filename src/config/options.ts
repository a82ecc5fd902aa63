// table: every option of the agent, once; the documentation's table is generated from it.
import { LOG_LEVELS } from '../foundation/log.ts';
import type {
  Engine,
  ExemplarFilter,
  ExporterName,
  HistogramForm,
  MetricsOptions,
  NamingMode,
  OtlpHistograms,
  OtlpProtocol,
  TemporalityPreference,
  TranslationStrategy,
} from './metrics-options.ts';
import { LONGEST_MS } from './values.ts';

const ENGINES: readonly Engine[] = ['native', 'opentelemetry'];
const NAMING_MODES: readonly NamingMode[] = ['standard', 'classic'];
export const HISTOGRAM_FORMS: readonly HistogramForm[] = ['classic', 'native', 'both'];
const EXEMPLAR_FILTERS: readonly ExemplarFilter[] = ['trace_based', 'always_on', 'always_off'];
const EXPORTERS: readonly ExporterName[] = ['prometheus', 'otlp', 'console', 'none'];
const OTLP_PROTOCOLS: readonly OtlpProtocol[] = ['http/protobuf', 'http/json', 'grpc'];
const TEMPORALITIES: readonly TemporalityPreference[] = ['cumulative', 'delta', 'lowmemory'];
const OTLP_HISTOGRAMS: readonly OtlpHistograms[] = [
  'explicit_bucket_histogram',
  'base2_exponential_bucket_histogram',
];
const TRANSLATION_STRATEGIES: readonly TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];

export type OptionName = keyof MetricsOptions;

/** The effective configuration: every option with a valid value. */
export type Config = {
  readonly [K in keyof MetricsOptions]-?: Exclude<MetricsOptions[K], undefined>;
};

/** How a raw text or file value becomes an option's value; `parse.ts` has one function for each. */
export type OptionType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number }
  | { readonly kind: 'text' }
  | { readonly kind: 'host' }
  | { readonly kind: 'metric-prefix' }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  | { readonly kind: 'list' }
  | { readonly kind: 'routes' }
  | { readonly kind: 'buckets' }
  | { readonly kind: 'attributes' }
  | { readonly kind: 'metric-rules' }
  | { readonly kind: 'url-path' }
  | { readonly kind: 'exporters'; readonly choices: readonly string[] }
  | { readonly kind: 'otlp-endpoint' }
  | { readonly kind: 'otlp-base-endpoint' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'headers' };

export interface Option<T> {
  /** Environment variable. */
  readonly env: string;
  /**
   * The variable for all of OpenTelemetry's signals, or for other SDKs of the app as well, where there
   * is one: `env`, which is for these metrics alone, wins over it. `type` is that of the option where
   * none is said.
   */
  readonly general?: { readonly env: string; readonly type?: OptionType };
  readonly type: OptionType;
  readonly unit?: string;
  readonly default: T;
  /** One sentence for the documentation. */
  readonly help: string;
}

/** Semantic conventions' buckets for HTTP durations, in seconds. */
const HTTP_SECONDS = [
  0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
] as const;
/** Semantic conventions' buckets for database durations, in seconds. */
const DATABASE_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] as const;

const HIGHEST_PORT = 65_535;

/** Of the series of one instrument, in the option as in a rule. */
export const CARDINALITY_LIMITS = { min: 2, max: 1_000_000 } as const;

/** Every option, keyed by its name in a config file and in `startMetrics({...})`. */
export const OPTIONS: { readonly [K in OptionName]: Option<Config[K]> } = {
  enabled: {
    env: 'ACME_METRICS_ENABLED',
    type: { kind: 'boolean' },
    default: true,
    help: 'false turns the agent off: nothing is observed and no port is opened.',
  },
  sdkDisabled: {
    env: 'OTEL_SDK_DISABLED',
    type: { kind: 'boolean' },
    default: false,
    help: "OpenTelemetry's own switch; true turns the agent off too.",
  },
  serviceName: {
    env: 'OTEL_SERVICE_NAME',
    type: { kind: 'text' },
    default: '',
    help: 'service.name of target_info; empty means the name in the nearest package.json, else unknown_service:node.',
  },
  resourceAttributes: {
    env: 'OTEL_RESOURCE_ATTRIBUTES',
    type: { kind: 'attributes' },
    default: {},
    help: 'Further labels of target_info: key=value pairs with commas between, values percent-encoded.',
  },
  host: {
    env: 'OTEL_EXPORTER_PROMETHEUS_HOST',
    type: { kind: 'host' },
    default: 'localhost',
    help: 'Address the endpoint binds; localhost means 127.0.0.1 and ::1. Containers need 0.0.0.0.',
  },
  port: {
    env: 'OTEL_EXPORTER_PROMETHEUS_PORT',
    type: { kind: 'integer', min: 0, max: HIGHEST_PORT },
    default: 9464,
    help: 'Port of the endpoint; 0 lets the system choose one.',
  },
  bearerTokenFile: {
    env: 'ACME_METRICS_BEARER_TOKEN_FILE',
    type: { kind: 'text' },
    default: '',
    help: 'File with a token that every request but /health must bring as Authorization: Bearer.',
  },
  allowedHosts: {
    env: 'ACME_METRICS_ALLOWED_HOSTS',
    type: { kind: 'list' },
    default: [],
    help: 'Host names that requests may use, beside the loopback names; empty checks on loopback only.',
  },
  logLevel: {
    env: 'OTEL_LOG_LEVEL',
    type: { kind: 'choice', choices: LOG_LEVELS },
    default: 'warn',
    help: 'What the agent says on stderr.',
  },
  cardinalityLimit: {
    env: 'ACME_METRICS_CARDINALITY_LIMIT',
    type: { kind: 'integer', ...CARDINALITY_LIMITS },
    unit: 'series',
    default: 2000,
    help: 'Most series of one instrument, the overflow series among them.',
  },
  totalCardinalityLimit: {
    env: 'ACME_METRICS_TOTAL_CARDINALITY_LIMIT',
    type: { kind: 'integer', min: 100, max: 10_000_000 },
    unit: 'series',
    default: 100_000,
    help: 'Most series of all instruments together; past it, new ones go to the overflow series.',
  },
  seriesTtlMs: {
    env: 'ACME_METRICS_SERIES_TTL_MS',
    type: { kind: 'integer', min: 0, max: LONGEST_MS },
    unit: 'ms',
    default: 0,
    help: 'Time after which a series that nobody measures goes, best some scrape intervals: a gauge that is set once, too. Back again, it begins at 0. 0: none goes.',
  },
  prefix: {
    env: 'ACME_METRICS_PREFIX',
    type: { kind: 'metric-prefix' },
    default: '',
    help: 'Put before every metric name on the page (target_info excepted), e.g. shop_.',
  },
  naming: {
    env: 'ACME_METRICS_NAMING',
    type: { kind: 'choice', choices: NAMING_MODES },
    default: 'standard',
    help: 'classic gives automatic metrics the names that dashboards of prom-client know: docs/classic-names.md.',
  },
  translationStrategy: {
    env: 'ACME_METRICS_TRANSLATION_STRATEGY',
    type: { kind: 'choice', choices: TRANSLATION_STRATEGIES },
    default: 'UnderscoreEscapingWithSuffixes',
    help: "How OpenTelemetry's names become Prometheus's: with or without _seconds and _total, and whether dots stay.",
  },
  scopeLabels: {
    env: 'ACME_METRICS_SCOPE_LABELS',
    type: { kind: 'boolean' },
    default: true,
    help: 'false leaves otel_scope_name and the like out of the labels; series that meet then are added up, and of gauges the first stays.',
  },
  resourceConstantLabels: {
    env: 'ACME_METRICS_RESOURCE_CONSTANT_LABELS',
    type: { kind: 'list' },
    default: [],
    help: 'Resource attributes that are labels of every series, too, e.g. service.name,service.version.',
  },
  histograms: {
    env: 'ACME_METRICS_HISTOGRAMS',
    type: { kind: 'choice', choices: HISTOGRAM_FORMS },
    default: 'classic',
    help: 'Buckets of all durations: classic, native (exponential; the protobuf format alone has them; 1.5 kB a series), or both.',
  },
  exemplarFilter: {
    env: 'OTEL_METRICS_EXEMPLAR_FILTER',
    type: { kind: 'choice', choices: EXEMPLAR_FILTERS },
    default: 'trace_based',
    help: 'Which measurements may become exemplars: those in a sampled span, all, or none.',
  },
  createdLines: {
    env: 'ACME_METRICS_CREATED_LINES',
    type: { kind: 'boolean' },
    default: true,
    help: 'false leaves the _created lines out of OpenMetrics pages, which Prometheus stores as series.',
  },
  metrics: {
    env: 'ACME_METRICS_RULES',
    type: { kind: 'metric-rules' },
    default: {},
    help: 'Rules for single instruments, by name; the first pattern that fits counts: docs/metric-rules.md.',
  },
  redaction: {
    env: 'ACME_METRICS_REDACTION',
    type: { kind: 'boolean' },
    default: true,
    help: 'Whether values of declared labels that look like personal data or secrets are replaced by _REDACTED.',
  },
  allowedValues: {
    env: 'ACME_METRICS_ALLOWED_LABEL_VALUES',
    type: { kind: 'attributes' },
    default: {},
    help: 'Label values that are never replaced: label=pattern pairs with commas between, * stands for any characters.',
  },
  dynamicLimit: {
    env: 'ACME_METRICS_DYNAMIC_LIMIT',
    type: { kind: 'integer', min: 0, max: 10_000 },
    default: 200,
    help: 'Most metrics whose names are known at run time only (record).',
  },
  bridgePromClient: {
    env: 'ACME_METRICS_BRIDGE_PROM_CLIENT',
    type: { kind: 'boolean' },
    default: false,
    help: "true puts the metrics of the app's prom-client or @prometheus-io/client on the page.",
  },
  appPath: {
    env: 'ACME_METRICS_APP_PATH',
    type: { kind: 'url-path' },
    default: '',
    help: "Path at which the app's own HTTP servers answer with the page, too, e.g. /metrics, to whoever reaches them unless a token is set: docs/app-port.md.",
  },
  live: {
    env: 'ACME_METRICS_LIVE',
    type: { kind: 'boolean' },
    default: true,
    help: 'Whether browsers get the live page at /: on loopback, and beyond it with a token only.',
  },
  exporters: {
    env: 'ACME_METRICS_EXPORTER',
    general: { env: 'OTEL_METRICS_EXPORTER' },
    type: { kind: 'exporters', choices: EXPORTERS },
    default: ['prometheus'],
    help: 'Where metrics go: the endpoint for scrapes, pushed by OTLP, printed on stdout, or none of them, e.g. prometheus,otlp.',
  },
  otlpEndpoint: {
    env: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
    general: { env: 'OTEL_EXPORTER_OTLP_ENDPOINT', type: { kind: 'otlp-base-endpoint' } },
    type: { kind: 'otlp-endpoint' },
    default: '',
    help: 'URL to push to, as it is; to the general one /v1/metrics is added. Empty: http://localhost:4318/v1/metrics, with grpc http://localhost:4317.',
  },
  otlpProtocol: {
    env: 'OTEL_EXPORTER_OTLP_METRICS_PROTOCOL',
    general: { env: 'OTEL_EXPORTER_OTLP_PROTOCOL' },
    type: { kind: 'choice', choices: OTLP_PROTOCOLS },
    default: 'http/protobuf',
    help: 'How to push; grpc needs @opentelemetry/exporter-metrics-otlp-grpc beside the app.',
  },
  otlpHeaders: {
    env: 'OTEL_EXPORTER_OTLP_METRICS_HEADERS',
    general: { env: 'OTEL_EXPORTER_OTLP_HEADERS' },
    type: { kind: 'headers' },
    default: {},
    help: 'Headers of each push, e.g. authorization=Bearer%20xyz; never logged. Those for metrics replace the general ones.',
  },
  otlpTimeoutMs: {
    env: 'OTEL_EXPORTER_OTLP_METRICS_TIMEOUT',
    general: { env: 'OTEL_EXPORTER_OTLP_TIMEOUT' },
    type: { kind: 'timeout' },
    unit: 'ms',
    default: 10_000,
    help: 'How long one request of a push may take, 0 for no limit; with grpc 2000 at the most.',
  },
  otlpCompression: {
    env: 'OTEL_EXPORTER_OTLP_METRICS_COMPRESSION',
    general: { env: 'OTEL_EXPORTER_OTLP_COMPRESSION' },
    type: { kind: 'choice', choices: ['gzip', 'none'] },
    default: 'gzip',
    help: 'How requests of a push are compressed.',
  },
  otlpCertificate: {
    env: 'OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE',
    general: { env: 'OTEL_EXPORTER_OTLP_CERTIFICATE' },
    type: { kind: 'text' },
    default: '',
    help: "PEM file with the certificates that the collector's is checked with; empty: those of Node.",
  },
  otlpClientKey: {
    env: 'OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY',
    general: { env: 'OTEL_EXPORTER_OTLP_CLIENT_KEY' },
    type: { kind: 'text' },
    default: '',
    help: 'PEM file with the private key for mTLS.',
  },
  otlpClientCertificate: {
    env: 'OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE',
    general: { env: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE' },
    type: { kind: 'text' },
    default: '',
    help: 'PEM file with the certificate of that key.',
  },
  otlpTemporality: {
    env: 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
    type: { kind: 'choice', choices: TEMPORALITIES },
    default: 'cumulative',
    help: 'Whether counters and histograms are pushed as totals or as what came since the last push; sums that may fall are always totals.',
  },
  otlpHistograms: {
    env: 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
    type: { kind: 'choice', choices: OTLP_HISTOGRAMS },
    default: 'explicit_bucket_histogram',
    help: 'Buckets of pushed histograms; base2_exponential_bucket_histogram keeps exponential ones beside those of the page.',
  },
  otlpMaxSeries: {
    env: 'ACME_METRICS_OTLP_MAX_SERIES',
    type: { kind: 'integer', min: 100, max: 1_000_000 },
    unit: 'series',
    default: 5000,
    help: 'About how many series one request of a push has; more are split.',
  },
  otlpExitProcess: {
    env: 'ACME_METRICS_OTLP_EXIT_PROCESS',
    type: { kind: 'boolean' },
    default: true,
    help: 'Whether a short-lived process posts what is not pushed yet where the app ends by process.exit or a crash: docs/otlp.md.',
  },
  exportIntervalMs: {
    env: 'OTEL_METRIC_EXPORT_INTERVAL',
    type: { kind: 'integer', min: 1, max: LONGEST_MS },
    unit: 'ms',
    default: 60_000,
    help: 'Time between two pushes.',
  },
  exportTimeoutMs: {
    env: 'OTEL_METRIC_EXPORT_TIMEOUT',
    type: { kind: 'timeout' },
    unit: 'ms',
    default: 30_000,
    help: 'How long one push may take, all of its requests together; 0 for no limit.',
  },
  httpEngine: {
    env: 'ACME_METRICS_HTTP_ENGINE',
    type: { kind: 'choice', choices: ENGINES },
    default: 'native',
    help: 'Who measures HTTP: diagnostics channels, or @opentelemetry/instrumentation-http.',
  },
  pgEngine: {
    env: 'ACME_METRICS_PG_ENGINE',
    type: { kind: 'choice', choices: ENGINES },
    default: 'native',
    help: 'Who measures PostgreSQL: our observer, or @opentelemetry/instrumentation-pg.',
  },
  pageEngine: {
    env: 'ACME_METRICS_PAGE_ENGINE',
    type: { kind: 'choice', choices: ENGINES },
    default: 'native',
    help: 'Who writes /metrics: our page, or @opentelemetry/exporter-prometheus.',
  },
  httpRoutes: {
    env: 'ACME_METRICS_HTTP_ROUTES',
    type: { kind: 'routes' },
    default: [],
    help: 'Route templates for plain node:http, first match wins, e.g. /users/:id,/files/*path.',
  },
  httpBodySizes: {
    env: 'ACME_METRICS_HTTP_BODY_SIZES',
    type: { kind: 'boolean' },
    default: false,
    help: 'true adds request and response body sizes; they triple the series of a route.',
  },
  httpBuckets: {
    env: 'ACME_METRICS_HTTP_BUCKETS',
    type: { kind: 'buckets' },
    unit: 's',
    default: HTTP_SECONDS,
    help: 'Upper bounds of the HTTP duration buckets, ascending.',
  },
  databaseBuckets: {
    env: 'ACME_METRICS_DATABASE_BUCKETS',
    type: { kind: 'buckets' },
    unit: 's',
    default: DATABASE_SECONDS,
    help: 'Upper bounds of the database duration buckets, ascending.',
  },
  eventLoopResolutionMs: {
    env: 'ACME_METRICS_EVENT_LOOP_RESOLUTION_MS',
    type: { kind: 'integer', min: 1, max: 1000 },
    unit: 'ms',
    default: 10,
    help: 'Interval at which the event-loop delay is sampled.',
  },
  disabledObservers: {
    env: 'ACME_METRICS_DISABLED_OBSERVERS',
    type: { kind: 'list' },
    default: [],
    help: 'Observers to leave out, by name, e.g. pg,http-client.',
  },
};
