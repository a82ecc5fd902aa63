import type { Group } from '../groups.ts';
import type { Row } from '../lines.ts';
import { writeExemplar, writeTime } from './exemplar.ts';
import { COUNTER, GAUGE, HISTOGRAM, METRIC } from './fields.ts';
import { expectBuckets, writeClassic, writeNative } from './histogram.ts';
import type { Wire } from './wire.ts';

/** Writes what a metric says beside its labels. Throws for a row without sense. */
export type WriteSample = (wire: Wire, row: Row) => void;

export interface SampleOptions {
  readonly type: Group['type'];
  /** Whether histograms have exponential buckets. */
  readonly isNative: boolean;
  /** Whether they say when they began. */
  readonly createdLines: boolean;
}

export function sampleWriter(options: SampleOptions): WriteSample {
  if (options.type === 'histogram') return histogramWriter(options);
  return options.type === 'counter' ? counterWriter(options) : writeGauge;
}

function writeGauge(wire: Wire, { value }: Row): void {
  const at = wire.begin(METRIC.gauge);
  wire.double(GAUGE.value, value);
  wire.end(at);
}

function counterWriter({ createdLines }: SampleOptions): WriteSample {
  return (wire, { value, exemplars, startTimeMs }) => {
    const at = wire.begin(METRIC.counter);
    wire.double(COUNTER.value, value);
    const latest = exemplars.at(-1);
    if (latest !== undefined) writeExemplar(wire, COUNTER.exemplar, latest);
    if (createdLines) writeTime(wire, COUNTER.created, startTimeMs);
    wire.end(at);
  };
}

function histogramWriter({ isNative, createdLines }: SampleOptions): WriteSample {
  return (wire, row) => {
    const { exemplars, startTimeMs } = row;
    const distribution = expectBuckets(row);
    const at = wire.begin(METRIC.histogram);
    writeClassic(wire, distribution, exemplars);
    if (isNative) writeNative(wire, distribution, exemplars);
    if (createdLines) writeTime(wire, HISTOGRAM.created, startTimeMs);
    wire.end(at);
  };
}
