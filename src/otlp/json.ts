import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import type { ResourceMetrics, ScopeMetrics } from '@opentelemetry/sdk-metrics';
import { toResourceMetrics } from '../pipeline/producer.ts';
import type { Encode } from './encode.ts';
import { isInt64 } from './int64.ts';
import { partsOf } from './parts.ts';

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
export function createJsonEncoder(): Encode {
  return function* encode(collection) {
    const { resource } = toResourceMetrics({ ...collection, families: [] });
    const beginning = serialized({ resource, scopeMetrics: [] }).slice(0, -END.length);
    const texts: Uint8Array[] = [];
    for (const part of partsOf(collection, PIECE_SERIES)) {
      const { scopeMetrics } = speakable(toResourceMetrics(part));
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

/** How upstream writes an attribute that is a whole number; inside of texts quotes are escaped. */
const WHOLE_NUMBER = /"intValue":([^}]+)/g;

/** What no receiver can read would cost the whole request: integers beyond OTLP's are doubles. */
function serialized(metrics: ResourceMetrics): Uint8Array {
  const bytes = JsonMetricsSerializer.serializeRequest(metrics) as Uint8Array;
  if (!attributesOf(metrics).some(hasTooLarge)) return bytes;
  const text = Buffer.from(bytes).toString();
  return Buffer.from(
    text.replace(WHOLE_NUMBER, (field, value) =>
      isInt64(Number(value)) ? field : `"doubleValue":${value}`,
    ),
  );
}

function attributesOf({ resource, scopeMetrics }: ResourceMetrics): readonly object[] {
  return [resource, ...pointsOf(scopeMetrics)].map(({ attributes }) => attributes);
}

function hasTooLarge(attributes: object): boolean {
  return Object.values(attributes).some((value) => Number.isInteger(value) && !isInt64(value));
}

/**
 * The same in numbers that JSON has. Where they are not finite, OTLP's are texts (Protocol Buffers'
 * JSON mapping), and upstream writes `null`.
 */
function speakable({ resource, scopeMetrics }: ResourceMetrics): ResourceMetrics {
  for (const point of pointsOf(scopeMetrics)) {
    if (typeof point.value === 'number') point.value = speakableNumber(point.value);
    else if (typeof point.value === 'object' && point.value !== null) {
      point.value = mapped(point.value, speakableNumber);
    }
  }
  return { resource, scopeMetrics };
}

/** A data point of any kind, as it was just made for this request. */
interface Point {
  readonly attributes: object;
  value: unknown;
}

function pointsOf(scopeMetrics: readonly ScopeMetrics[]): Point[] {
  const all = scopeMetrics.flatMap(({ metrics }) => metrics);
  return all.flatMap(({ dataPoints }): readonly Point[] => dataPoints);
}

function speakableNumber(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

function mapped(all: object, change: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, change(value)]));
}
