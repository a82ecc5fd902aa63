import { reportFault } from '../../foundation/guard.ts';
import type { Collection } from '../../pipeline/collection.ts';
import type { Scope } from '../../store/descriptor.ts';
import type { Encode } from '../encode.ts';
import { writeAttributes } from './attributes.ts';
import { REQUEST, RESOURCE, RESOURCE_METRICS, SCOPE, SCOPE_METRICS } from './fields.ts';
import { Message } from './message.ts';
import { MetricWriter } from './metric.ts';

/**
 * Makes requests in protobuf (opentelemetry-proto, `ExportMetricsServiceRequest`): one resource, its
 * scopes, and of each the families that have series. A family that cannot be written is left out
 * alone. What it keeps from one to the next is about as large as the requests of a push, and one more.
 */
export function createProtobufEncoder(): Encode {
  const writer = new MetricWriter();
  let body = new Uint8Array();
  return function* encode(collection) {
    const request = yield* requestOf(collection, writer);
    if (request.length > body.length) body = new Uint8Array(request.length);
    let length = 0;
    for (const chunk of request.chunks) {
      body.set(chunk, length);
      length += chunk.length;
      yield;
    }
    return body.subarray(0, length);
  };
}

function* requestOf(
  { resource, families, timeMs }: Collection,
  writer: MetricWriter,
): Generator<void, Message, void> {
  const scopes = new Map<string, Message>();
  for (const family of families) {
    try {
      const metric = yield* writer.written(family, timeMs);
      if (metric !== undefined) scopeIn(scopes, family.scope).nest(SCOPE_METRICS.metrics, metric);
    } catch (error) {
      reportFault('exposition_error', `metric ${family.descriptor.name}`, error);
    }
  }
  const all = new Message();
  all.write((wire) => {
    const at = wire.begin(RESOURCE_METRICS.resource);
    writeAttributes(wire, RESOURCE.attributes, resource);
    wire.end(at);
  });
  for (const scope of scopes.values()) all.nest(RESOURCE_METRICS.scopeMetrics, scope);
  const request = new Message();
  request.nest(REQUEST.resourceMetrics, all);
  return request;
}

/** The message of a scope, which begins with what it is called. */
function scopeIn(scopes: Map<string, Message>, scope: Scope): Message {
  const { name, version = '', schemaUrl = '' } = scope;
  const identity = JSON.stringify([name, version, schemaUrl]);
  const known = scopes.get(identity);
  if (known !== undefined) return known;
  const message = new Message();
  message.write((wire) => {
    const at = wire.begin(SCOPE_METRICS.scope);
    wire.text(SCOPE.name, name);
    if (version !== '') wire.text(SCOPE.version, version);
    wire.end(at);
    if (schemaUrl !== '') wire.text(SCOPE_METRICS.schemaUrl, schemaUrl);
  });
  scopes.set(identity, message);
  return message;
}
