/** What a collector reads in a request: plain values, whatever the request was encoded as. */
export interface ReceivedExemplar {
  readonly value: number;
  readonly timeUnixNano: bigint;
  readonly attributes: Record<string, unknown>;
  /** Hexadecimal. */
  readonly traceId?: string;
  readonly spanId?: string;
}

export interface ReceivedBuckets {
  readonly offset: number;
  readonly bucketCounts: readonly number[];
}

/** The fields that the kind of metric has, and of these the ones that were sent. */
export interface ReceivedPoint {
  readonly attributes: Record<string, unknown>;
  readonly startTimeUnixNano: bigint;
  readonly timeUnixNano: bigint;
  /** Gauges and sums. */
  readonly value?: number;
  /** Histograms of both sorts, and summaries. */
  readonly count?: number;
  readonly sum?: number;
  readonly min?: number;
  readonly max?: number;
  readonly bucketCounts?: readonly number[];
  readonly explicitBounds?: readonly number[];
  readonly scale?: number;
  readonly zeroCount?: number;
  readonly zeroThreshold?: number;
  readonly positive?: ReceivedBuckets;
  readonly negative?: ReceivedBuckets;
  readonly quantiles?: readonly { readonly quantile: number; readonly value: number }[];
  readonly exemplars?: readonly ReceivedExemplar[];
}

export type ReceivedKind = 'gauge' | 'sum' | 'histogram' | 'exponentialHistogram' | 'summary';

export interface ReceivedMetric {
  readonly scope: {
    readonly name: string;
    readonly version?: string;
    readonly schemaUrl?: string;
  };
  readonly name: string;
  readonly description: string;
  readonly unit: string;
  readonly kind: ReceivedKind;
  readonly temporality?: 'delta' | 'cumulative';
  readonly monotonic?: boolean;
  readonly points: readonly ReceivedPoint[];
}

export interface ReceivedMetrics {
  /** The attributes of the request's one resource. */
  readonly resource: Record<string, unknown>;
  readonly metrics: readonly ReceivedMetric[];
}

export interface ReceivedRequest extends ReceivedMetrics {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly path: string;
  readonly contentType: string;
  /** Length of the body before compression. */
  readonly bytes: number;
  /** When it was answered: milliseconds since the epoch. */
  readonly timeMs: number;
}
