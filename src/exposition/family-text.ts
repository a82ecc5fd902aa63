import type { FamilyKind } from '../store/descriptor.ts';
import type { Family, SeriesBlock } from '../store/family.ts';
import { FamilyParts, type Part } from './family-parts.ts';
import type { PageOptions } from './group.ts';
import type { FamilyWriter } from './group-walk.ts';
import type { LabelTemplate } from './label-template.ts';
import { type LineWriter, ownLines } from './lines.ts';
import { PAUSE, ROWS_PER_PAUSE, type Slice, StablePiece } from './slice.ts';

/** From about this many lines on, looking for the old text costs less than writing it anew. */
const LEAST_STABLE_LINES = 48;

/**
 * About as many characters are put together at once. A string above 128 KiB gets memory of its own
 * from V8, which takes as long as all that makes the string; and what runs for the first time takes
 * ten times as long as later.
 */
const LONGEST_TEXT = 32 * 1024;

/** What stands before the first line under a name; empty as soon as it was written. */
export interface Head {
  text: string;
}

/** What the texts of a block are made of. */
interface Writing {
  readonly template: LabelTemplate;
  readonly block: SeriesBlock;
  readonly head: string;
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
  /** Most rows in a text: what a summary says is worked out when it is asked. */
  readonly #mostRows: number;
  readonly #written = new WeakMap<SeriesBlock, Written>();

  constructor(
    family: Family,
    lines: LineWriter,
    options: Pick<PageOptions, 'naming' | 'constants' | 'report'>,
  ) {
    this.kind = family.kind;
    this.lines = lines;
    this.#parts = new FamilyParts(family, options);
    this.#linesEach = ownLines(family) + lines.furtherLines;
    this.#mostRows = family.kind === 'summary' ? ROWS_PER_PAUSE : Number.POSITIVE_INFINITY;
  }

  /** Its lines under this head. */
  under(head: Head): FamilyWriter<Slice> {
    return {
      kind: this.kind,
      parts: (name) => this.#parts.all(name),
      write: (parts) => this.#slices(parts, head),
      rows: (parts) =>
        this.#parts.rows(
          parts,
          ({ shape: { template } }, series) => template.textOf(series),
          this.lines.check,
        ),
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
    for (const { shape, blocks } of parts) {
      const { template } = shape;
      for (const block of blocks) {
        const lines = block.size * this.#linesEach;
        if (lines === 0) continue;
        const writing: Writing = { template, block, head: head.text };
        const slices =
          lines < LEAST_STABLE_LINES
            ? [...this.#textsOf(writing)]
            : [yield* this.#pieceOf(writing)];
        head.text = '';
        yield* slices;
      }
    }
  }

  /** The piece of the last page where the block is as it was then. */
  *#pieceOf(writing: Writing): Generator<typeof PAUSE, StablePiece, void> {
    const { block, head } = writing;
    // Before its first line is written: what changes meanwhile is in the next page for certain.
    const { version } = block;
    const written = this.#written.get(block);
    if (written?.version === version && written.head === head) return written.piece;
    const texts: string[] = [];
    for (const text of this.#textsOf(writing)) {
      texts.push(text);
      yield PAUSE;
    }
    const piece = new StablePiece(() => [...this.#textsOf(writing)], texts);
    this.#written.set(block, { version, head, piece });
    return piece;
  }

  /** Its lines in texts of about the same length. */
  *#textsOf({ template, block, head }: Writing): Generator<string, void, void> {
    const { append } = this.lines;
    let text = head;
    let rows = 0;
    let rowsEach = 0;
    for (const series of block.series()) {
      text = append(text, template.textOf(series), series);
      if (rowsEach === 0) {
        const length = text.length - head.length;
        rowsEach = Math.min(rowsPerText(block.size, length), this.#mostRows);
      }
      if (++rows % rowsEach > 0) continue;
      yield text;
      text = '';
    }
    if (text !== '') yield text;
  }
}

/** How many of these rows make a text, where all are as long as the first. */
function rowsPerText(rows: number, length: number): number {
  return Math.ceil(rows / Math.ceil((rows * length) / LONGEST_TEXT));
}
