import { Wire } from '../../foundation/wire.ts';
import type { Distribution } from '../../store/family.ts';
import { HISTOGRAM } from './fields.ts';
import { setCount } from './fixed64.ts';

// Places of the numbers, each after its tag.
const COUNT = 1;
const SUM = 10;
const MIN = 19;
const MAX = 28;
/** The tag behind the sum: that of the least amount, where that is known. */
const NEXT_TAG = 18;

/** What points with the same bounds have in common: all their bytes, without the numbers. */
export class HistogramFrame {
  readonly bytes: Uint8Array;
  readonly #hasRange: boolean;
  /** Where the buckets' counts begin. */
  readonly #buckets: number;

  /** `hasRange`: whether points say the least and the greatest amount. */
  constructor(boundaries: readonly number[], hasRange: boolean) {
    const wire = new Wire();
    wire.eightBytes(HISTOGRAM.count);
    wire.eightBytes(HISTOGRAM.sum);
    if (hasRange) {
      wire.eightBytes(HISTOGRAM.min);
      wire.eightBytes(HISTOGRAM.max);
    }
    const counts = new Uint8Array(8 * (boundaries.length + 1));
    wire.content(HISTOGRAM.bucketCounts, counts);
    this.#buckets = wire.length - counts.length;
    const bounds = new Uint8Array(8 * boundaries.length);
    const view = new DataView(bounds.buffer);
    for (const [index, bound] of boundaries.entries()) view.setFloat64(8 * index, bound, true);
    if (bounds.length > 0) wire.content(HISTOGRAM.explicitBounds, bounds);
    this.bytes = new Uint8Array(wire.bytes);
    this.#hasRange = hasRange;
  }

  /** Whether a point there, with the same bounds, has this frame. */
  isAt(view: DataView, at: number): boolean {
    return view.getUint8(at + NEXT_TAG) === this.bytes[NEXT_TAG];
  }

  /** Sets the numbers of a point there. */
  fill(view: DataView, at: number, { count, sum, min, max, counts }: Distribution): void {
    setCount(view, at + COUNT, count);
    view.setFloat64(at + SUM, sum, true);
    if (this.#hasRange) {
      view.setFloat64(at + MIN, min, true);
      view.setFloat64(at + MAX, max, true);
    }
    let place = at + this.#buckets;
    for (let bucket = 0; bucket < counts.length; bucket++, place += 8) {
      setCount(view, place, counts[bucket] as number);
    }
  }
}
