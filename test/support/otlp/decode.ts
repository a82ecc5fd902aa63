import { join } from 'node:path';
import protobuf from 'protobufjs';
import type {
  ReceivedBuckets,
  ReceivedExemplar,
  ReceivedKind,
  ReceivedMetric,
  ReceivedMetrics,
  ReceivedPoint,
} from './received.ts';

/** The request by the protocol's own schema. */
const Request = schema().lookupType(
  'opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest',
);
const KINDS: readonly ReceivedKind[] = [
  'gauge',
  'sum',
  'histogram',
  'exponentialHistogram',
  'summary',
];
const TEMPORALITIES = { 1: 'delta', 2: 'cumulative' } as const;

/**
 * A message as protobufjs gives it: 64-bit integers are bigints, what was left out since it is 0 or
 * empty is there, a message that wasn't sent is null.
 */
type Message = Record<string, unknown>;

/**
 * A request in protobuf. Throws for bytes that are no request, and for a field that the schema
 * doesn't know, which a collector would pass over in silence.
 */
export function decodeMetricsRequest(bytes: Uint8Array): ReceivedMetrics {
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = false;
  const message = Request.decode(reader);
  refuseUnknown(message, 'request');
  return metricsOf(message);
}

/** A request in JSON: the mapping of proto3, but for ids, which are hexadecimal in OTLP. */
export function decodeJsonRequest(text: string): ReceivedMetrics {
  const plain = JSON.parse(text, (key, value) =>
    key === 'traceId' || key === 'spanId' ? Buffer.from(value, 'hex') : value,
  );
  return metricsOf(Request.fromObject(plain));
}

function metricsOf(message: protobuf.Message): ReceivedMetrics {
  const request = Request.toObject(message, { longs: BigInt, bytes: Buffer, defaults: true });
  const resources = messages(request.resourceMetrics);
  const [first] = resources;
  if (first === undefined || resources.length > 1) {
    throw new Error(`a request of ${resources.length} resources`);
  }
  return {
    resource: attributesOf((first.resource as Message | null)?.attributes),
    metrics: messages(first.scopeMetrics).flatMap((scope) =>
      messages(scope.metrics).map((metric) => metricOf(metric, scope)),
    ),
  };
}

function metricOf(metric: Message, { scope, schemaUrl }: Message): ReceivedMetric {
  const kind = KINDS.find((name) => metric[name] !== undefined);
  if (kind === undefined) throw new Error(`${metric.name} has no data`);
  const data = metric[kind] as Message;
  const temporality = TEMPORALITIES[data.aggregationTemporality as keyof typeof TEMPORALITIES];
  return {
    scope: scopeOf(scope as Message | null, schemaUrl),
    name: text(metric.name),
    description: text(metric.description),
    unit: text(metric.unit),
    kind,
    ...given({ temporality }),
    ...(kind === 'sum' && { monotonic: data.isMonotonic === true }),
    points: messages(data.dataPoints).map(pointOf),
  };
}

function scopeOf(scope: Message | null, schemaUrl: unknown): ReceivedMetric['scope'] {
  const optional = { version: text(scope?.version), schemaUrl: text(schemaUrl) };
  const said = Object.entries(optional).filter(([, value]) => value !== '');
  return { name: text(scope?.name), ...Object.fromEntries(said) };
}

function pointOf(point: Message): ReceivedPoint {
  return {
    attributes: attributesOf(point.attributes),
    startTimeUnixNano: nanos(point.startTimeUnixNano),
    timeUnixNano: nanos(point.timeUnixNano),
    ...given({
      value: number(point.asDouble ?? point.asInt),
      count: number(point.count),
      sum: number(point.sum),
      min: number(point.min),
      max: number(point.max),
      bucketCounts: numbers(point.bucketCounts),
      explicitBounds: numbers(point.explicitBounds),
      scale: number(point.scale),
      zeroCount: number(point.zeroCount),
      zeroThreshold: number(point.zeroThreshold),
      positive: bucketsOf(point.positive),
      negative: bucketsOf(point.negative),
      quantiles: each(point.quantileValues, quantileOf),
      exemplars: each(point.exemplars, exemplarOf),
    }),
  };
}

function bucketsOf(buckets: unknown): ReceivedBuckets | undefined {
  if (!buckets) return undefined;
  const { offset, bucketCounts } = buckets as Message;
  return { offset: number(offset) ?? 0, bucketCounts: numbers(bucketCounts) ?? [] };
}

function quantileOf(pair: Message): { quantile: number; value: number } {
  return { quantile: number(pair.quantile) ?? 0, value: number(pair.value) ?? 0 };
}

function exemplarOf(exemplar: Message): ReceivedExemplar {
  return {
    value: number(exemplar.asDouble ?? exemplar.asInt) ?? 0,
    timeUnixNano: nanos(exemplar.timeUnixNano),
    attributes: attributesOf(exemplar.filteredAttributes),
    ...given({ traceId: hex(exemplar.traceId), spanId: hex(exemplar.spanId) }),
  };
}

function attributesOf(pairs: unknown): Record<string, unknown> {
  const attributes: Record<string, unknown> = {};
  for (const { key, value } of messages(pairs)) {
    if (Object.hasOwn(attributes, text(key))) throw new Error(`two values of ${key}`);
    attributes[text(key)] = anyOf(value as Message | null);
  }
  return attributes;
}

function anyOf(value: Message | null): unknown {
  const [kind, content] = Object.entries(value ?? {})[0] ?? [];
  if (kind === 'intValue') return Number(content);
  if (kind === 'arrayValue') return messages((content as Message).values).map(anyOf);
  if (kind === 'kvlistValue') return attributesOf((content as Message).values);
  return content;
}

/** What was not discarded stands beside the fields of a message, at each level. */
function refuseUnknown(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return;
  if ('$unknowns' in value && value.$unknowns !== undefined) {
    throw new Error(`${path} has a field that its type doesn't know`);
  }
  for (const [name, part] of Object.entries(value)) refuseUnknown(part, `${path}.${name}`);
}

function messages(list: unknown): Message[] {
  return (list ?? []) as Message[];
}

function each<Part>(list: unknown, read: (message: Message) => Part): Part[] | undefined {
  return list === undefined ? undefined : messages(list).map(read);
}

function numbers(list: unknown): number[] | undefined {
  return (list as unknown[] | undefined)?.map(Number);
}

function number(value: unknown): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function nanos(value: unknown): bigint {
  return (value ?? 0n) as bigint;
}

function text(value: unknown): string {
  return (value ?? '') as string;
}

function hex(bytes: unknown): string | undefined {
  const id = bytes as Uint8Array | undefined;
  return id?.length ? Buffer.from(id).toString('hex') : undefined;
}

/** Without the fields that are undefined. */
function given<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as ReturnType<typeof given<Fields>>;
}

function schema(): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => join(import.meta.dirname, '..', 'proto', target);
  return root.loadSync('opentelemetry/proto/collector/metrics/v1/metrics_service.proto');
}
