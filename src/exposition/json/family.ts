import type { FamilyKind } from '../../store/descriptor.ts';
import type { Family } from '../../store/family.ts';
import { FamilyParts, type Part } from '../family-parts.ts';
import type { PageOptions } from '../group.ts';
import type { FamilyWriter } from '../group-walk.ts';
import { expectSample } from '../sample-check.ts';
import { labelsOf } from './labels.ts';
import type { LabelledRow } from './series.ts';

type WriteRows = (rows: Iterable<LabelledRow>) => Iterable<string>;

/** A family as objects of a list, with what is kept of its labels from page to page. */
export class JsonFamily {
  readonly kind: FamilyKind;
  readonly #parts: FamilyParts;

  constructor(family: Family, options: Pick<PageOptions, 'naming' | 'constants' | 'report'>) {
    this.kind = family.kind;
    this.#parts = new FamilyParts(family, options);
  }

  /** Its series go the way of those that were added up: JSON is not what is scraped. */
  writtenBy(write: WriteRows): FamilyWriter<string> {
    const check = expectSample(this.kind);
    const rows = (parts: readonly Part[]) =>
      this.#parts.rows(parts, ({ shape }, series) => labelsOf(shape, series), check);
    return {
      kind: this.kind,
      parts: (name) => this.#parts.all(name),
      write: (parts) => write(rows(parts)),
      rows,
    };
  }
}
