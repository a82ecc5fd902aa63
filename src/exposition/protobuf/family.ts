import type { FamilyKind } from '../../store/descriptor.ts';
import type { Family, Series } from '../../store/family.ts';
import { FamilyParts, type Part } from '../family-parts.ts';
import type { FamilyWriter } from '../group-walk.ts';
import type { PageOptions } from '../groups.ts';
import { PAUSE } from '../slice.ts';
import { FAMILY } from './fields.ts';
import { expectBuckets } from './histogram.ts';
import { labelBytes, labelWriter, type WriteLabels } from './labels.ts';
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
  /** By a group's keys. */
  readonly #labelWriters = new WeakMap<readonly string[], WriteLabels>();

  constructor(family: Family, options: Pick<PageOptions, 'naming' | 'constants' | 'report'>) {
    this.kind = family.kind;
    this.#parts = new FamilyParts(family, options);
  }

  /** Its metrics in this message. */
  under(destination: Destination): FamilyWriter<typeof PAUSE> {
    const check = this.kind === 'histogram' ? expectBuckets : () => {};
    return {
      kind: this.kind,
      parts: () => this.#parts.all(),
      write: (parts) => this.#write(parts, destination),
      rows: (parts) => this.#parts.rows(parts, (_, series) => this.#labelBytes(series), check),
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
    try {
      for (const part of parts) {
        for (const block of part.blocks) {
          const writeLabels = this.#labelsOf(part);
          for (const series of block.series()) {
            const at = wire.begin(FAMILY.metric);
            writeLabels(wire, series);
            writeSample(wire, series);
            wire.end(at);
            message.fieldWritten();
          }
          yield PAUSE;
        }
      }
    } catch (error) {
      message.cutBack(mark);
      throw error;
    }
  }

  /** How labels are written now: an odd value may have come since the last block. */
  #labelsOf({ group, shape: { template } }: Part): WriteLabels {
    if (template === undefined || !group.textsDiffer) {
      return (wire, series) => wire.binary(this.#labelBytes(series));
    }
    const writer =
      this.#labelWriters.get(group.keys) ?? labelWriter(group.keys, this.#parts.labelling);
    this.#labelWriters.set(group.keys, writer);
    return writer;
  }

  #labelBytes(series: Series): string {
    return labelBytes(this.#parts.entriesOf(series), this.#parts.labelling);
  }
}
