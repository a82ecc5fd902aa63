// What is read of prom-client and @prometheus-io/client: both have it, and their releases before.

/** A registry of either library. */
export interface PromRegistry {
  getMetricsAsArray(): readonly object[];
}

/** The same with what its declaration does not tell. */
export interface InnerRegistry extends PromRegistry {
  readonly contentType?: string;
  readonly _defaultLabels?: PromLabels | null;
}

export interface PromMetric {
  readonly name: string;
  readonly help?: string;
  readonly type?: string;
  /** Of a histogram. */
  readonly upperBounds?: readonly number[];
  /** Of a summary. */
  readonly percentiles?: readonly number[];
  readonly maxAgeSeconds?: number;
  readonly ageBuckets?: number;
  /** The app's own, where it gave one: sets what is read then. */
  readonly collect?: unknown;
  /** Runs `collect` first. */
  get(): PromReading | Promise<PromReading>;
  /** A histogram's `get` without a copy of the labels for each bucket. */
  getForPromString?(): PromReading | Promise<PromReading>;
}

export interface PromReading {
  readonly values?: readonly PromValue[];
}

/** A line of the library's page. */
export interface PromValue {
  readonly value: number;
  readonly labels?: PromLabels;
  /** What all lines of one series have; the same object for as long as it lives. */
  readonly sharedLabels?: PromLabels;
  /** Where it is not the metric's. */
  readonly metricName?: string;
  readonly exemplar?: PromExemplar | null;
}

/** Any values, which become texts. */
export type PromLabels = Readonly<Record<string, unknown>>;

export interface PromExemplar {
  readonly labelSet?: PromLabels;
  readonly value: number;
  /** Seconds since the epoch. */
  readonly timestamp?: number;
}

/** Whether a value is a registry, as far as the bridge needs one. */
export function isRegistry(value: unknown): value is PromRegistry {
  const isObject = typeof value === 'object' && value !== null;
  return isObject && typeof (value as Partial<PromRegistry>).getMetricsAsArray === 'function';
}
