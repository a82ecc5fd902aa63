import type { Wire } from '../../foundation/wire.ts';
import type { Series, SeriesBlock } from '../../store/family.ts';
import type { AttributeWriter } from './attributes.ts';
import { writeExemplars } from './exemplars.ts';
import { DATA, POINT } from './fields.ts';
import { setTime, writeTime } from './fixed64.ts';
import type { PointKind, PointWriter } from './points.ts';

// Places in a point.
const START_TIME = 1;
const TIME = 10;
/** What its series counts. */
const CONTENT = 18;

/** How the series of a block are written. */
export interface BlockTerms {
  readonly kind: PointKind;
  readonly attributes: AttributeWriter;
  readonly timeMs: number;
  /** Takes a block while it is written. */
  readonly wire: Wire;
}

/**
 * The points of a block as they were written last. Nearly all that changes in a point has a fixed
 * width, so they are overwritten where they stand for as long as the block has the same series.
 */
export class EncodedBlock {
  readonly #kind: PointKind;
  readonly #attributes: AttributeWriter;
  #writer: PointWriter;
  #bytes = new Uint8Array();
  #view = new DataView(this.#bytes.buffer);
  /** Where the points begin. */
  #points: number[] = [];
  #hasExemplars = false;
  /** Those of the block when it was written; no layout where what is there is nothing whole. */
  #layout: number | undefined;
  #version = 0;

  constructor({ kind, attributes }: BlockTerms) {
    this.#kind = kind;
    this.#attributes = attributes;
    this.#writer = kind.createWriter();
  }

  /** Whether it would be written in the same way on these terms. */
  suits({ kind, attributes }: BlockTerms): boolean {
    return kind === this.#kind && attributes === this.#attributes;
  }

  /** The points as they are now, valid until the next call. Throws where one cannot be written. */
  refreshed(block: SeriesBlock, terms: BlockTerms): Uint8Array {
    const { version, layout } = block;
    const isSame = layout !== undefined && layout === this.#layout;
    this.#layout = undefined;
    if (isSame && version === this.#version) this.#setTimes(terms.timeMs);
    else if (!isSame || !this.#overwrite(block, terms.timeMs)) this.#write(block, terms);
    this.#layout = layout;
    this.#version = version;
    return this.#bytes;
  }

  #setTimes(timeMs: number): void {
    for (const point of this.#points) setTime(this.#view, point + TIME, timeMs);
  }

  /** False where it has to be written anew. */
  #overwrite(block: SeriesBlock, timeMs: number): boolean {
    if (this.#writer.overwrite === undefined || this.#hasExemplars) return false;
    let index = 0;
    for (const series of block.series()) {
      const point = this.#points[index++];
      if (point === undefined || series.exemplars.length > 0) return false;
      setTime(this.#view, point + START_TIME, series.startTimeMs);
      setTime(this.#view, point + TIME, timeMs);
      if (!this.#writer.overwrite(this.#view, point + CONTENT, series)) return false;
    }
    return index === this.#points.length;
  }

  #write(block: SeriesBlock, { timeMs, wire }: BlockTerms): void {
    this.#writer = this.#kind.createWriter();
    this.#points = [];
    this.#hasExemplars = false;
    wire.cutBack(0);
    for (const series of block.series()) this.#writePoint(wire, series, timeMs);
    this.#bytes = new Uint8Array(wire.bytes);
    this.#view = new DataView(this.#bytes.buffer);
  }

  #writePoint(wire: Wire, series: Series, timeMs: number): void {
    const at = wire.begin(DATA.points);
    writeTime(wire, POINT.startTime, series.startTimeMs);
    writeTime(wire, POINT.time, timeMs);
    this.#writer.write(wire, series);
    this.#attributes.write(wire, this.#kind.attributes, series);
    if (this.#kind.exemplars !== undefined && series.exemplars.length > 0) {
      writeExemplars(wire, this.#kind.exemplars, series.exemplars);
      this.#hasExemplars = true;
    }
    this.#points.push(wire.end(at));
  }
}
