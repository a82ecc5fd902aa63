import type { FamilyKind } from '../store/descriptor.ts';
import type { Family, Series, SeriesBlock, SeriesGroup } from '../store/family.ts';
import type { Group, PageOptions } from './groups.ts';
import { type LabelShape, labelShape, type Shaped } from './label-shape.ts';
import type { Labelling } from './label-template.ts';
import { type LabelEntry, labelText } from './labels.ts';
import { type AppendLines, bucketsOf, FURTHER_LINES, lineWriter, type Row } from './lines.ts';
import { type Slice, StablePiece } from './slice.ts';

/** From about this many lines on, looking for the old text costs less than writing it anew. */
const LEAST_STABLE_LINES = 48;

/** The series of a group: its blocks as they were at one moment, so that all pages end. */
export interface Part extends Shaped {
  readonly group: SeriesGroup;
  readonly blocks: readonly SeriesBlock[];
}

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

/** What the families of a page have in common. */
type FamilyOptions = Pick<PageOptions, 'naming' | 'constants'>;

/** What a family puts on the page, with what is kept of that from page to page. */
export class FamilyText {
  readonly kind: FamilyKind;
  readonly #family: Family;
  readonly #isHistogram: boolean;
  readonly #append: AppendLines;
  readonly #linesEach: number;
  readonly #labelling: Labelling;
  /** By a group's keys. */
  readonly #shapes = new WeakMap<readonly string[], LabelShape>();
  readonly #written = new WeakMap<SeriesBlock, Written>();

  constructor(group: Group, family: Family, { naming, constants }: FamilyOptions) {
    this.kind = family.kind;
    this.#family = family;
    this.#isHistogram = group.type === 'histogram';
    this.#append = lineWriter(group);
    this.#linesEach = this.#isHistogram ? family.descriptor.boundaries.length + FURTHER_LINES : 1;
    this.#labelling = {
      naming,
      constants: [...scopeEntries(family), ...constants],
      reserved: this.#isHistogram ? 'le' : undefined,
    };
  }

  /** What there is to be written. Throws where the family cannot be read. */
  parts(): Part[] {
    return Array.from(this.#family.groups(), (group) => {
      const shape = this.#shapeOf(group);
      const isPlain = shape.template !== undefined && group.textsDiffer;
      return { group, shape, isPlain, blocks: [...group.blocks()] };
    });
  }

  /**
   * The lines of parts that are apart from all others: each block can be written without looking at
   * any other then, and need not be written again until it changes.
   *
   * A series that begins while they are written may have a label text that stands there already: it
   * ended and began anew, or its group has values of a second type now. Prometheus takes the first
   * of the two; in the next page there is one.
   */
  *slices(parts: readonly Part[], head: Head): Generator<Slice, void, void> {
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

  /**
   * Every series with its label text, and what it counts at that moment: the series itself may be
   * another's after a pause. One that ends and begins anew in between may come twice, and is added
   * up in this page. Throws where one could not be written.
   */
  *rows(parts: readonly Part[]): Generator<readonly [labels: string, row: Row], void, void> {
    for (const part of parts) {
      for (const block of part.blocks) {
        for (const series of block.series()) {
          const row: Row = { value: series.value, distribution: series.distribution };
          if (this.#isHistogram) bucketsOf(row);
          yield [this.#labelsOf(part)(series), row];
        }
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
    let text = head;
    for (const series of block.series()) text = this.#append(text, labelsOf(series), series);
    return text;
  }

  /** How labels are written now: an odd value may have come since the last block. */
  #labelsOf({ group, shape: { template } }: Labelled): (series: Series) => string {
    return template !== undefined && group.textsDiffer
      ? (series) => template.textOf(series)
      : (series) => this.#labelText(series);
  }

  #shapeOf({ keys }: SeriesGroup): LabelShape {
    const shape = this.#shapes.get(keys) ?? labelShape(keys, this.#labelling);
    this.#shapes.set(keys, shape);
    return shape;
  }

  #labelText({ attributes }: Series): string {
    const { naming, constants, reserved } = this.#labelling;
    return labelText([...constants, ...Object.entries(attributes)], naming, reserved);
  }
}

/** What the specification wants on every sample; nothing for what the scope doesn't say. */
function scopeEntries({ scope, descriptor }: Family): LabelEntry[] {
  if (!descriptor.showsScope) return [];
  const { name, version = '', schemaUrl = '' } = scope;
  const entries: LabelEntry[] = [
    ['otel_scope_name', name],
    ['otel_scope_version', version],
    ['otel_scope_schema_url', schemaUrl],
  ];
  return entries.filter(([, value]) => value !== '');
}
