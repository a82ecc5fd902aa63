import { METRIC, NUMBER } from './fields.ts';
import type { PointKind, PointWriter } from './points.ts';

const WRITER: PointWriter = {
  write(wire, { value }) {
    wire.double(NUMBER.value, value);
  },
  overwrite(view, at, { value }) {
    // After the tag.
    view.setFloat64(at + 1, value, true);
    return true;
  },
};

const NUMBERS = {
  attributes: NUMBER.attributes,
  exemplars: NUMBER.exemplars,
  createWriter: () => WRITER,
} as const;

export const GAUGES: PointKind = { data: METRIC.gauge, ...NUMBERS };

export const SUMS: PointKind = { data: METRIC.sum, ...NUMBERS };
