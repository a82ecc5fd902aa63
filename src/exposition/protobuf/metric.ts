import type { Wire } from '../../foundation/wire.ts';
import type { Group } from '../group.ts';
import type { Row } from '../lines.ts';
import { expectBuckets, expectSummary } from '../sample-check.ts';
import { writeExemplar, writeTime } from './exemplar.ts';
import { COUNTER, GAUGE, HISTOGRAM, METRIC, QUANTILE, SUMMARY } from './fields.ts';
import { writeClassic, writeNative } from './histogram.ts';

/** Writes what a metric says beside its labels. Throws for a row without sense. */
export type WriteSample = (wire: Wire, row: Row) => void;

/** `isNative`: whether histograms have exponential buckets. */
export function sampleWriter(type: Group['type'], isNative: boolean): WriteSample {
  if (type === 'histogram') return (wire, row) => writeHistogram(wire, row, isNative);
  if (type === 'summary') return writeSummary;
  return type === 'counter' ? writeCounter : writeGauge;
}

function writeGauge(wire: Wire, { value }: Row): void {
  const at = wire.begin(METRIC.gauge);
  wire.double(GAUGE.value, value);
  wire.end(at);
}

function writeCounter(wire: Wire, { value, exemplars, startTimeMs }: Row): void {
  const at = wire.begin(METRIC.counter);
  wire.double(COUNTER.value, value);
  const latest = exemplars.at(-1);
  if (latest !== undefined) writeExemplar(wire, COUNTER.exemplar, latest);
  writeTime(wire, COUNTER.created, startTimeMs);
  wire.end(at);
}

function writeHistogram(wire: Wire, row: Row, isNative: boolean): void {
  const { exemplars, startTimeMs } = row;
  const distribution = expectBuckets(row);
  const at = wire.begin(METRIC.histogram);
  writeClassic(wire, distribution, exemplars);
  if (isNative) writeNative(wire, distribution, exemplars);
  writeTime(wire, HISTOGRAM.created, startTimeMs);
  wire.end(at);
}

function writeSummary(wire: Wire, row: Row): void {
  const { quantiles, sum, count } = expectSummary(row);
  const at = wire.begin(METRIC.summary);
  wire.uint(SUMMARY.count, count);
  wire.double(SUMMARY.sum, sum);
  for (const { quantile, value } of quantiles) {
    const quantileAt = wire.begin(SUMMARY.quantile);
    wire.double(QUANTILE.quantile, quantile);
    wire.double(QUANTILE.value, value);
    wire.end(quantileAt);
  }
  writeTime(wire, SUMMARY.created, row.startTimeMs);
  wire.end(at);
}
