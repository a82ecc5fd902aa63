import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';

export interface Label {
  readonly name: string;
  readonly value: string;
}

/** Numbers that are not there are 0. */
export interface Timestamp {
  readonly seconds?: number;
  readonly nanos?: number;
}

export interface PageExemplar {
  readonly label: readonly Label[];
  readonly value: number;
  readonly timestamp?: Timestamp;
}

export interface PageBucket {
  readonly cumulativeCount: number;
  readonly upperBound: number;
  readonly exemplar?: PageExemplar;
}

export interface Span {
  readonly offset: number;
  readonly length: number;
}

export interface PageHistogram {
  readonly sampleCount: number;
  readonly sampleSum: number;
  readonly bucket: readonly PageBucket[];
  readonly createdTimestamp?: Timestamp;
  readonly schema?: number;
  readonly zeroThreshold?: number;
  readonly zeroCount?: number;
  readonly positiveSpan: readonly Span[];
  readonly positiveDelta: readonly number[];
  readonly exemplars: readonly PageExemplar[];
}

export interface PageCounter {
  readonly value: number;
  readonly exemplar?: PageExemplar;
  readonly createdTimestamp?: Timestamp;
}

export interface PageSummary {
  readonly sampleCount: number;
  readonly sampleSum: number;
  readonly quantile: readonly { readonly quantile: number; readonly value: number }[];
  readonly createdTimestamp?: Timestamp;
}

export interface PageMetric {
  readonly label: readonly Label[];
  readonly gauge?: { readonly value: number };
  readonly counter?: PageCounter;
  readonly summary?: PageSummary;
  readonly histogram?: PageHistogram;
}

export interface PageFamily {
  readonly name: string;
  readonly help?: string;
  readonly type: string;
  readonly unit?: string;
  readonly metric: readonly PageMetric[];
}

/** `io.prometheus.client.MetricFamily`, by the client model's own schema. */
const MetricFamily = schema().lookupType('io.prometheus.client.MetricFamily');

/**
 * The messages of a page, each after its length. Throws where a message is cut off, or is not what
 * its fields come to: unknown fields, text that isn't UTF-8, numbers longer than they need be.
 */
export function decodePage(bytes: Uint8Array): PageFamily[] {
  const reader = protobuf.Reader.create(bytes);
  const families: PageFamily[] = [];
  while (reader.pos < bytes.length) {
    const length = reader.uint32();
    const end = reader.pos + length;
    if (length === 0 || end > bytes.length) throw new Error(`no message of ${length} bytes`);
    const message = MetricFamily.decode(bytes.subarray(reader.pos, end));
    if (MetricFamily.encode(message).finish().length !== length) {
      throw new Error('a message has more than its fields');
    }
    reader.pos = end;
    const family = MetricFamily.toObject(message, { longs: Number, enums: String, arrays: true });
    families.push(family as PageFamily);
  }
  return families;
}

/** The bytes of a page; of its parts, only those that are given. */
export function encodePage(families: readonly object[]): Uint8Array {
  const all = families.map((family) =>
    MetricFamily.encodeDelimited(MetricFamily.fromObject(family)).finish(),
  );
  return Buffer.concat(all);
}

function schema(): protobuf.Root {
  const file = join(import.meta.dirname, 'proto', 'metrics.proto');
  const { root } = protobuf.parse(readFileSync(file, 'utf8'));
  const timestamp = protobuf.common.get('google/protobuf/timestamp.proto');
  if (timestamp?.nested === undefined) throw new Error('protobufjs has no Timestamp');
  root.addJSON(timestamp.nested);
  return root;
}
