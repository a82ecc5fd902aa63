import type { Wire } from '../../foundation/wire.ts';
import type { ExponentialBuckets } from '../../store/family.ts';
import { expectDistribution, hasRange } from './distribution.ts';
import { BUCKETS, EXPONENTIAL, METRIC } from './fields.ts';
import { writeCount } from './fixed64.ts';
import type { PointKind, PointWriter } from './points.ts';

const WRITER: PointWriter = {
  write(wire, series) {
    const distribution = expectDistribution(series);
    const { count, sum, min, max, exponential } = distribution;
    if (exponential === undefined) {
      throw new TypeError('a native histogram series has no exponential buckets');
    }
    writeCount(wire, EXPONENTIAL.count, count);
    wire.double(EXPONENTIAL.sum, sum);
    wire.sint(EXPONENTIAL.scale, exponential.scale);
    writeCount(wire, EXPONENTIAL.zeroCount, exponential.zeroCount);
    wire.double(EXPONENTIAL.zeroThreshold, exponential.zeroThreshold);
    writeBuckets(wire, exponential);
    if (!hasRange(distribution)) return;
    wire.double(EXPONENTIAL.min, min);
    wire.double(EXPONENTIAL.max, max);
  },
};

/** Points with exponential buckets: as many as there are amounts for. */
export const EXPONENTIAL_HISTOGRAMS: PointKind = {
  data: METRIC.exponentialHistogram,
  attributes: EXPONENTIAL.attributes,
  exemplars: EXPONENTIAL.exemplars,
  createWriter: () => WRITER,
};

function writeBuckets(wire: Wire, { offset, counts }: ExponentialBuckets): void {
  const at = wire.begin(EXPONENTIAL.positive);
  wire.sint(BUCKETS.offset, offset);
  const packed = wire.begin(BUCKETS.counts);
  for (const count of counts) wire.varint(count);
  wire.end(packed);
  wire.end(at);
}
