import type { Wire } from '../../foundation/wire.ts';
import { spansOf } from '../../store/exponential.ts';
import type { Distribution, Exemplar } from '../../store/family.ts';
import { writeExemplar } from './exemplar.ts';
import { BUCKET, HISTOGRAM, SPAN } from './fields.ts';

/**
 * Count, sum and classic buckets. The one for +Inf says nothing that the count doesn't, and stands
 * there only where it has an exemplar, as in Prometheus's own libraries.
 */
export function writeClassic(wire: Wire, distribution: Distribution, exemplars: Exemplars): void {
  const { boundaries, counts, count, sum } = distribution;
  wire.uint(HISTOGRAM.count, count);
  wire.double(HISTOGRAM.sum, sum);
  let total = 0;
  let next = 0;
  for (let i = 0; i < boundaries.length; i++) {
    total += counts[i] as number;
    const at = wire.begin(HISTOGRAM.bucket);
    wire.uint(BUCKET.cumulativeCount, total);
    wire.double(BUCKET.upperBound, boundaries[i] as number);
    next = writeLatest(wire, { exemplars, next, bucket: i });
    wire.end(at);
  }
  if (next === exemplars.length) return;
  const at = wire.begin(HISTOGRAM.bucket);
  wire.uint(BUCKET.cumulativeCount, count);
  wire.double(BUCKET.upperBound, Number.POSITIVE_INFINITY);
  writeLatest(wire, { exemplars, next, bucket: boundaries.length });
  wire.end(at);
}

/**
 * Exponential buckets, and all exemplars: Prometheus 3 takes those of a native histogram from here,
 * 2.42 from the classic buckets. Throws where there are none that Prometheus takes.
 */
export function writeNative(wire: Wire, distribution: Distribution, exemplars: Exemplars): void {
  const { exponential } = distribution;
  if (exponential === undefined) throw new TypeError('a native histogram lacks its buckets');
  const layout = spansOf(exponential);
  if (layout === undefined) throw new TypeError('its buckets are too coarse for Prometheus');
  wire.sint(HISTOGRAM.schema, layout.schema);
  wire.double(HISTOGRAM.zeroThreshold, exponential.zeroThreshold);
  wire.uint(HISTOGRAM.zeroCount, exponential.zeroCount);
  for (const { offset, length } of layout.spans) writeSpan(wire, offset, length);
  // By a span that says nothing it is known as native before its first amount.
  if (layout.spans.length === 0) writeSpan(wire, 0, 0);
  for (const delta of layout.deltas) wire.sint(HISTOGRAM.positiveDelta, delta);
  for (const exemplar of exemplars) writeExemplar(wire, HISTOGRAM.exemplars, exemplar);
}

/** By bucket, then by time. */
type Exemplars = readonly Exemplar[];

interface Latest {
  readonly exemplars: Exemplars;
  /** The first that belongs to this bucket or a later one. */
  readonly next: number;
  readonly bucket: number;
}

/** Writes a bucket's last exemplar; returns where the next bucket's begin. */
function writeLatest(wire: Wire, { exemplars, next, bucket }: Latest): number {
  let end = next;
  while (exemplars[end]?.bucket === bucket) end++;
  const latest = end > next ? exemplars[end - 1] : undefined;
  if (latest !== undefined) writeExemplar(wire, BUCKET.exemplar, latest);
  return end;
}

function writeSpan(wire: Wire, offset: number, length: number): void {
  const at = wire.begin(HISTOGRAM.positiveSpan);
  wire.sint(SPAN.offset, offset);
  wire.uint(SPAN.length, length);
  wire.end(at);
}
