import type { FamilyKind } from '../store/descriptor.ts';
import type { Family, Series, SeriesBlock } from '../store/family.ts';
import { FamilyParts, type Part } from './family-parts.ts';
import type { FamilyWriter } from './group-walk.ts';
import type { PageOptions } from './groups.ts';
import { labelText } from './labels.ts';
import type { LineWriter } from './lines.ts';
import { type Slice, StablePiece } from './slice.ts';

/** From about this many lines on, looking for the old text costs less than writing it anew. */
const LEAST_STABLE_LINES = 48;

/** What labels are written from; less than a part, whose blocks a kept piece must not hold. */
type Labelled = Pick<Part, 'group' | 'shape'>;

/** What stands before the first line under a name; empty as soon as it was written. */
export interface Head {
  text: string;
}

/** A block's text as it was, and what it was made of. */
interface Written {
  readonly version: number;
  readonly head: string;
  readonly piece: StablePiece;
}

/** What a family puts on the page, with what is kept of that from page to page. */
export class FamilyText {
  readonly kind: FamilyKind;
  readonly lines: LineWriter;
  readonly #parts: FamilyParts;
  readonly #linesEach: number;
  readonly #written = new WeakMap<SeriesBlock, Written>();

  constructor(
    family: Family,
    lines: LineWriter,
    options: Pick<PageOptions, 'naming' | 'constants' | 'report'>,
  ) {
    this.kind = family.kind;
    this.lines = lines;
    this.#parts = new FamilyParts(family, options);
    this.#linesEach = family.descriptor.boundaries.length + lines.furtherLines;
  }

  /** Its lines under this head. */
  under(head: Head): FamilyWriter<Slice> {
    return {
      kind: this.kind,
      parts: () => this.#parts.all(),
      write: (parts) => this.#slices(parts, head),
      rows: (parts) =>
        this.#parts.rows(parts, (part, series) => this.#labelsOf(part)(series), this.lines.check),
    };
  }

  /**
   * The lines of parts that are apart from all others: each block can be written without looking at
   * any other then, and need not be written again until it changes.
   *
   * A series that begins while they are written may have a label text that stands there already: it
   * ended and began anew, or its group has values of a second type now. Prometheus takes the first
   * of the two; in the next page there is one.
   */
  *#slices(parts: readonly Part[], head: Head): Generator<Slice, void, void> {
    for (const part of parts) {
      for (const block of part.blocks) {
        const lines = block.size * this.#linesEach;
        if (lines === 0) continue;
        const isStable = lines >= LEAST_STABLE_LINES;
        const slice = isStable
          ? this.#pieceOf(part, block, head.text)
          : this.#textOf(part, block, head.text);
        head.text = '';
        yield slice;
      }
    }
  }

  #pieceOf({ group, shape }: Part, block: SeriesBlock, head: string): StablePiece {
    const { version } = block;
    const written = this.#written.get(block);
    if (written?.version === version && written.head === head) return written.piece;
    const piece = new StablePiece(() => this.#textOf({ group, shape }, block, head));
    this.#written.set(block, { version, head, piece });
    return piece;
  }

  #textOf(labelled: Labelled, block: SeriesBlock, head: string): string {
    const labelsOf = this.#labelsOf(labelled);
    const { append } = this.lines;
    let text = head;
    for (const series of block.series()) text = append(text, labelsOf(series), series);
    return text;
  }

  /** How labels are written now: an odd value may have come since the last block. */
  #labelsOf({ group, shape: { template } }: Labelled): (series: Series) => string {
    const { naming, reserved } = this.#parts.labelling;
    return template !== undefined && group.textsDiffer
      ? (series) => template.textOf(series)
      : (series) => labelText(this.#parts.entriesOf(series), naming, reserved);
  }
}
