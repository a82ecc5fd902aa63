import type { FamilyKind } from '../../store/descriptor.ts';
import type { Family } from '../../store/family.ts';
import { FamilyParts, type Part } from '../family-parts.ts';
import type { PageOptions } from '../group.ts';
import type { FamilyWriter } from '../group-walk.ts';
import type { LabelShape } from '../label-shape.ts';
import { expectSample } from '../sample-check.ts';
import { PAUSE, ROWS_PER_PAUSE } from '../slice.ts';
import { FAMILY } from './fields.ts';
import { LabelWriter } from './labels.ts';
import type { Message } from './message.ts';
import type { WriteSample } from './metric.ts';

/** Where and how the series of a family are written at present. */
export interface Destination {
  readonly message: Message;
  readonly writeSample: WriteSample;
}

/** A family as metrics of a message, with what is kept of its labels from page to page. */
export class ProtobufFamily {
  readonly kind: FamilyKind;
  readonly #parts: FamilyParts;
  readonly #labels = new WeakMap<LabelShape, LabelWriter>();

  constructor(family: Family, options: Pick<PageOptions, 'naming' | 'constants' | 'report'>) {
    this.kind = family.kind;
    this.#parts = new FamilyParts(family, options);
  }

  /** Its metrics in this message. */
  under(destination: Destination): FamilyWriter<typeof PAUSE> {
    const check = expectSample(this.kind);
    return {
      kind: this.kind,
      parts: (name) => this.#parts.all(name),
      write: (parts) => this.#write(parts, destination),
      rows: (parts) =>
        this.#parts.rows(parts, ({ shape }, series) => this.#labelsOf(shape).textOf(series), check),
    };
  }

  /**
   * Metrics of parts that are apart from all others; none of them where one could not be written.
   * A series that begins meanwhile may have labels that stand there already, as in text.
   */
  *#write(
    parts: readonly Part[],
    { message, writeSample }: Destination,
  ): Generator<typeof PAUSE, void, void> {
    const { wire, mark } = message;
    let written = 0;
    try {
      for (const { shape, blocks } of parts) {
        const labels = this.#labelsOf(shape);
        for (const block of blocks) {
          for (const series of block.series()) {
            const at = wire.begin(FAMILY.metric);
            labels.write(wire, series);
            writeSample(wire, series);
            wire.end(at);
            message.fieldWritten();
            if (++written % ROWS_PER_PAUSE === 0) yield PAUSE;
          }
        }
      }
    } catch (error) {
      message.cutBack(mark);
      throw error;
    }
  }

  #labelsOf(shape: LabelShape): LabelWriter {
    const known = this.#labels.get(shape);
    if (known !== undefined) return known;
    const labels = new LabelWriter(shape.columns);
    this.#labels.set(shape, labels);
    return labels;
  }
}
