import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { toResourceMetrics } from '../pipeline/producer.ts';
import type { Encode } from './encode.ts';
import { partsOf } from './parts.ts';

export interface JsonEncoderOptions {
  /** Whether native histograms are exponential ones; they are `+Inf` alone otherwise. */
  readonly exponential: boolean;
}

/** As many series as are made a text of at once. */
const PIECE_SERIES = 512;

/** What a request ends with after the last scope. */
const END = Buffer.from(']}]}');
const COMMA = Buffer.from(',');

/**
 * Requests in OTLP's JSON as upstream's serializer writes them, piece by piece: the scopes of all
 * pieces stand behind each other, so a scope may come more than once. Exemplars are not said, since
 * upstream's data has none.
 */
export function createJsonEncoder(options: JsonEncoderOptions): Encode {
  return function* encode(collection) {
    const { resource } = toResourceMetrics({ ...collection, families: [] });
    const beginning = serialized({ resource, scopeMetrics: [] }).slice(0, -END.length);
    const texts: Uint8Array[] = [];
    for (const part of partsOf(collection, PIECE_SERIES)) {
      const { scopeMetrics } = speakable(toResourceMetrics(part, options));
      yield;
      if (scopeMetrics.length === 0) continue;
      const request = serialized({ resource, scopeMetrics });
      texts.push(
        texts.length === 0 ? beginning : COMMA,
        request.subarray(beginning.length, -END.length),
      );
      yield;
    }
    return Buffer.concat(texts.length === 0 ? [beginning, END] : [...texts, END]);
  };
}

function serialized(metrics: ResourceMetrics): Uint8Array {
  return JsonMetricsSerializer.serializeRequest(metrics) as Uint8Array;
}

/** The first integer that OTLP has no place for. */
const TOO_LARGE = 2 ** 63;

/**
 * The same in numbers that JSON has. Where they are not finite, OTLP's are texts (Protocol Buffers'
 * JSON mapping), and upstream writes `null`. An attribute that is a larger integer than OTLP knows
 * is a text as well: what no receiver can read would cost the whole request.
 */
function speakable({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics {
  const points = scopeMetrics.flatMap(({ metrics }) => metrics).flatMap(pointsOf);
  for (const point of points) {
    if (Object.values(point.attributes).some(isTooLarge)) {
      point.attributes = mapped(point.attributes, (value) =>
        isTooLarge(value) ? String(value) : value,
      );
    }
    if (typeof point.value === 'number') point.value = speakableNumber(point.value);
    else if (typeof point.value === 'object' && point.value !== null) {
      point.value = mapped(point.value, speakableNumber);
    }
  }
  return { resource, scopeMetrics };
}

/** A data point of any kind, as it was just made for this request. */
interface Point {
  attributes: object;
  value: unknown;
}

function pointsOf({ dataPoints }: MetricData): readonly Point[] {
  return dataPoints;
}

function isTooLarge(value: unknown): boolean {
  return typeof value === 'number' && Math.abs(value) >= TOO_LARGE;
}

function speakableNumber(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function mapped(all: object, change: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, change(value)]));
}
