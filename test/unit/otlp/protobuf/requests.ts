import { atOnce } from '../../../../src/foundation/turns.ts';
import type { Encode } from '../../../../src/otlp/encode.ts';
import { createProtobufEncoder } from '../../../../src/otlp/protobuf/encoder.ts';
import type { Collection } from '../../../../src/pipeline/collection.ts';
import type { Family } from '../../../../src/store/family.ts';
import { decodeMetricsRequest } from '../../../support/otlp/decode.ts';
import type { ReceivedMetrics } from '../../../support/otlp/received.ts';

export const TIME_MS = 1_700_000_000_250.25;

export function collectionOf(families: readonly Family[], timeMs = TIME_MS): Collection {
  return { resource: { 'service.name': 'shop', 'process.pid': 7 }, timeMs, families, errors: [] };
}

/** What a collector reads in the request of a collection. */
export function received(
  collection: Collection,
  encode: Encode = createProtobufEncoder(),
): ReceivedMetrics {
  return decodeMetricsRequest(atOnce(encode(collection)));
}
