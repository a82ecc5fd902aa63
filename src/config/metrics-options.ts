import type { LogLevel } from '../foundation/log.ts';

/** Which implementation measures or serves: ours, or OpenTelemetry's package. */
export type Engine = 'native' | 'opentelemetry';

/** Names as OpenTelemetry's conventions lead to them, or the ones that prom-client's users know. */
export type NamingMode = 'standard' | 'classic';

/** How names become Prometheus's (Prometheus exporter specification, Translation Strategy). */
export type TranslationStrategy =
  | 'UnderscoreEscapingWithSuffixes'
  | 'UnderscoreEscapingWithoutSuffixes'
  | 'NoUTF8EscapingWithSuffixes'
  | 'NoTranslation';

/** In which buckets a histogram counts: bounded ones, exponential ones, or both side by side. */
export type HistogramForm = 'classic' | 'native' | 'both';

/** Which measurements may become exemplars (SDK specification, ExemplarFilter). */
export type ExemplarFilter = 'trace_based' | 'always_on' | 'always_off';

/** Where metrics go (SDK environment variables specification, Exporter Selection). */
export type ExporterName = 'prometheus' | 'otlp' | 'console' | 'none';

/** How OTLP is spoken (OTLP exporter specification). */
export type OtlpProtocol = 'http/protobuf' | 'http/json' | 'grpc';

/**
 * Which sums and histograms are pushed as what came since the last push: none, all that never fall,
 * or of those what the app adds to itself (OTLP metrics exporter specification).
 */
export type TemporalityPreference = 'cumulative' | 'delta' | 'lowmemory';

/** Buckets of pushed histograms (OTLP metrics exporter specification). */
export type OtlpHistograms = 'explicit_bucket_histogram' | 'base2_exponential_bucket_histogram';

/** What is to be done with the instruments whose name fits; each part is optional. */
export interface MetricRule {
  /** True: nothing of it is kept. */
  readonly drop?: boolean | undefined;
  /** Another OpenTelemetry name; the page adds the unit and the like as to any. */
  readonly rename?: string | undefined;
  /** Upper bounds of a histogram's buckets, ascending. */
  readonly buckets?: readonly number[] | undefined;
  readonly histogram?: HistogramForm | undefined;
  /** Attribute keys to keep, or to leave out: their series become one. */
  readonly attributes?:
    | {
        readonly allow?: readonly string[] | undefined;
        readonly deny?: readonly string[] | undefined;
      }
    | undefined;
  /** Most series, in the place of `cardinalityLimit`. */
  readonly limit?: number | undefined;
  /** Whether its labels say which scope made it, in the place of `scopeLabels`. */
  readonly scope?: boolean | undefined;
}

/** Rules by instrument name, in which `*` stands for any characters; the first that fits counts. */
export type MetricRules = Readonly<Record<string, MetricRule>>;

/**
 * Options of `startMetrics` and of a config file. Each has a variable, too: docs/options.md has them
 * all.
 */
export interface MetricsOptions {
  /** False turns the agent off: nothing is observed and no port is opened. Default: true. */
  readonly enabled?: boolean | undefined;
  /** OpenTelemetry's own switch; true turns the agent off too. Default: false. */
  readonly sdkDisabled?: boolean | undefined;
  /** `service.name` of `target_info`. Default: the name in the app's package.json. */
  readonly serviceName?: string | undefined;
  /** Further labels of `target_info`. Default: none. */
  readonly resourceAttributes?: Readonly<Record<string, string>> | undefined;
  /** Address that the endpoint binds. Default: `localhost`, which is 127.0.0.1 and ::1. */
  readonly host?: string | undefined;
  /** Port of the endpoint; 0 lets the system choose. Default: 9464. */
  readonly port?: number | undefined;
  /** File with a token that every request but `/health` must bring. Default: no token. */
  readonly bearerTokenFile?: string | undefined;
  /** Host names that requests may use beside the loopback names. Default: none. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** What the agent says on stderr. Default: `warn`. */
  readonly logLevel?: LogLevel | undefined;
  /** Most series of one instrument, the overflow series among them. Default: 2000. */
  readonly cardinalityLimit?: number | undefined;
  /** Most series of all instruments together. Default: 100,000. */
  readonly totalCardinalityLimit?: number | undefined;
  /**
   * Milliseconds after which a series that nobody measures goes; measured again, it begins at 0 with
   * a new start time. Longer than several scrape intervals, or Prometheus misses what was counted
   * last. Default: 0, for ever.
   */
  readonly seriesTtlMs?: number | undefined;
  /** Put before every metric name on the page. Default: nothing. */
  readonly prefix?: string | undefined;
  /** Which names the page has for what is measured automatically. Default: `standard`. */
  readonly naming?: NamingMode | undefined;
  /** How names become Prometheus's. Default: `UnderscoreEscapingWithSuffixes`. */
  readonly translationStrategy?: TranslationStrategy | undefined;
  /** Whether labels say which scope made a metric. Default: true. */
  readonly scopeLabels?: boolean | undefined;
  /** Resource attributes that are labels of every series, too. Default: none. */
  readonly resourceConstantLabels?: readonly string[] | undefined;
  /** Buckets of all histograms of durations. Default: `classic`. */
  readonly histograms?: HistogramForm | undefined;
  /** Which measurements may become exemplars. Default: `trace_based`, those in a sampled span. */
  readonly exemplarFilter?: ExemplarFilter | undefined;
  /** Whether OpenMetrics pages say when each series began (`_created`). Default: true. */
  readonly createdLines?: boolean | undefined;
  /** Rules for single instruments, by name. Default: none. */
  readonly metrics?: MetricRules | undefined;
  /** Whether label values that look like personal data or secrets are replaced. Default: true. */
  readonly redaction?: boolean | undefined;
  /** Label values that are never replaced: by label, a pattern in which `*` is any text. Default: none. */
  readonly allowedValues?: Readonly<Record<string, string>> | undefined;
  /** Most metrics of `record`, whose names are known at run time only. Default: 200. */
  readonly dynamicLimit?: number | undefined;
  /** Whether the metrics of the app's prom-client are on the page. Default: false. */
  readonly bridgePromClient?: boolean | undefined;
  /**
   * Path at which the app's own HTTP servers answer GET and HEAD with the page, to whoever reaches
   * them unless a token is set. Default: none.
   */
  readonly appPath?: string | undefined;
  /** Whether browsers get the live page at `/`; beyond loopback with a token only. Default: true. */
  readonly live?: boolean | undefined;
  /** Where metrics go. Default: `['prometheus']`, the endpoint. */
  readonly exporters?: readonly ExporterName[] | undefined;
  /** URL that OTLP is pushed to. Default: `http://localhost:4318/v1/metrics`, `http://localhost:4317` with grpc. */
  readonly otlpEndpoint?: string | undefined;
  /** Default: `http/protobuf`. */
  readonly otlpProtocol?: OtlpProtocol | undefined;
  /** Headers of each push; never logged. Default: none. */
  readonly otlpHeaders?: Readonly<Record<string, string>> | undefined;
  /** Milliseconds that one request of a push may take, 0 for no limit. Default: 10,000. */
  readonly otlpTimeoutMs?: number | undefined;
  /** Default: `gzip`. */
  readonly otlpCompression?: 'gzip' | 'none' | undefined;
  /** PEM file with the certificates that the collector's is checked with. Default: those of Node. */
  readonly otlpCertificate?: string | undefined;
  /** PEM file with the private key for mTLS. Default: none. */
  readonly otlpClientKey?: string | undefined;
  /** PEM file with the certificate of that key. Default: none. */
  readonly otlpClientCertificate?: string | undefined;
  /** Whether totals are pushed, or what came since the last push. Default: `cumulative`. */
  readonly otlpTemporality?: TemporalityPreference | undefined;
  /** Buckets of pushed histograms. Default: `explicit_bucket_histogram`. */
  readonly otlpHistograms?: OtlpHistograms | undefined;
  /** About how many series one request of a push has. Default: 5000. */
  readonly otlpMaxSeries?: number | undefined;
  /** Whether a short-lived process posts the last values of an app that ends abruptly. Default: true. */
  readonly otlpExitProcess?: boolean | undefined;
  /** Milliseconds between two pushes. Default: 60,000. */
  readonly exportIntervalMs?: number | undefined;
  /** Milliseconds that one push may take, 0 for no limit. Default: 30,000. */
  readonly exportTimeoutMs?: number | undefined;
  /** Who measures HTTP. Default: `native`. */
  readonly httpEngine?: Engine | undefined;
  /** Who measures PostgreSQL. Default: `native`. */
  readonly pgEngine?: Engine | undefined;
  /** Who writes `/metrics`. Default: `native`. */
  readonly pageEngine?: Engine | undefined;
  /** Route templates for plain `node:http`, first match wins: `/users/:id`. Default: none. */
  readonly httpRoutes?: readonly string[] | undefined;
  /** Whether to measure the sizes of request and response bodies. Default: false. */
  readonly httpBodySizes?: boolean | undefined;
  /** Upper bounds of the HTTP duration buckets in seconds, ascending. Default: 0.005 to 10. */
  readonly httpBuckets?: readonly number[] | undefined;
  /** Upper bounds of the database duration buckets in seconds, ascending. Default: 0.001 to 10. */
  readonly databaseBuckets?: readonly number[] | undefined;
  /** Interval in milliseconds at which the event-loop delay is sampled. Default: 10. */
  readonly eventLoopResolutionMs?: number | undefined;
  /** Observers to leave out, by their names in METRICS.md. Default: none. */
  readonly disabledObservers?: readonly string[] | undefined;
}
