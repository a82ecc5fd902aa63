import type { Wire } from '../../foundation/wire.ts';
import type { Series } from '../../store/family.ts';
import { expectDistribution, hasRange } from './distribution.ts';
import { HISTOGRAM, METRIC } from './fields.ts';
import { HistogramFrame } from './histogram-frame.ts';
import type { PointKind, PointWriter } from './points.ts';

/** Points with explicit bounds. */
export const HISTOGRAMS: PointKind = {
  data: METRIC.histogram,
  attributes: HISTOGRAM.attributes,
  exemplars: HISTOGRAM.exemplars,
  createWriter: () => new HistogramWriter(),
};

interface Frames {
  readonly boundaries: readonly number[];
  readonly plain: HistogramFrame;
  readonly ranged: HistogramFrame;
}

/** Only points of one array of boundaries are overwritten: blocks that are kept have no other. */
class HistogramWriter implements PointWriter {
  #frames: Frames | undefined;

  write(wire: Wire, series: Series): void {
    const distribution = expectDistribution(series);
    const { boundaries } = distribution;
    if (this.#frames?.boundaries !== boundaries) this.#frames = framesOf(boundaries);
    const frame = hasRange(distribution) ? this.#frames.ranged : this.#frames.plain;
    const at = wire.length;
    wire.raw(frame.bytes);
    frame.fill(wire.view, at, distribution);
  }

  overwrite(view: DataView, at: number, series: Series): boolean {
    const distribution = expectDistribution(series);
    const frames = this.#frames;
    if (frames?.boundaries !== distribution.boundaries) return false;
    const frame = hasRange(distribution) ? frames.ranged : frames.plain;
    if (!frame.isAt(view, at)) return false;
    frame.fill(view, at, distribution);
    return true;
  }
}

const framesByBoundaries = new WeakMap<readonly number[], Frames>();

function framesOf(boundaries: readonly number[]): Frames {
  let frames = framesByBoundaries.get(boundaries);
  if (frames === undefined) {
    const plain = new HistogramFrame(boundaries, false);
    frames = { boundaries, plain, ranged: new HistogramFrame(boundaries, true) };
    framesByBoundaries.set(boundaries, frames);
  }
  return frames;
}
