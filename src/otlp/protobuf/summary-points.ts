import { METRIC, QUANTILE, SUMMARY } from './fields.ts';
import { writeCount } from './fixed64.ts';
import type { PointKind, PointWriter } from './points.ts';

const WRITER: PointWriter = {
  write(wire, { summary }) {
    if (summary === undefined) throw new TypeError('a summary series has no quantiles');
    writeCount(wire, SUMMARY.count, summary.count);
    wire.double(SUMMARY.sum, summary.sum);
    for (const { quantile, value } of summary.quantiles) {
      const at = wire.begin(SUMMARY.quantiles);
      wire.double(QUANTILE.quantile, quantile);
      wire.double(QUANTILE.value, value);
      wire.end(at);
    }
  },
};

export const SUMMARIES: PointKind = {
  data: METRIC.summary,
  attributes: SUMMARY.attributes,
  createWriter: () => WRITER,
};
