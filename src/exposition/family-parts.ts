import { type FamilyKind, RESERVED_LABEL } from '../store/descriptor.ts';
import type { Family, Series, SeriesBlock, SeriesGroup } from '../store/family.ts';
import type { PageOptions } from './group.ts';
import { type FamilyLabelling, type LabelShape, labelShape, type Shaped } from './label-shape.ts';
import type { LabelEntry } from './labels.ts';
import type { Row } from './lines.ts';
import type { ReportNotice } from './notice.ts';
import { PAUSE } from './slice.ts';

/** What every sample may say of its scope; only attributes of these names can be taken for it. */
const SCOPE_KEYS = ['otel_scope_name', 'otel_scope_version', 'otel_scope_schema_url'] as const;

/** A fraction of a millisecond, also where the labels of each are made for the first time. */
const PARTS_PER_PAUSE = 16;

/** The series of a group: its blocks as they were at one moment, so that all pages end. */
export interface Part extends Shaped {
  readonly group: SeriesGroup;
  readonly blocks: readonly SeriesBlock[];
}

/** The series of a family as what they are written from. */
export class FamilyParts {
  readonly kind: FamilyKind;
  readonly #labelling: FamilyLabelling;
  readonly #family: Family;
  readonly #report: ReportNotice;
  /** By a group's keys. */
  readonly #shapes = new WeakMap<readonly string[], LabelShape>();

  constructor(
    family: Family,
    { naming, constants, report }: Pick<PageOptions, 'naming' | 'constants' | 'report'>,
  ) {
    this.kind = family.kind;
    this.#family = family;
    this.#report = report;
    const reserved = RESERVED_LABEL[family.kind];
    this.#labelling = {
      ...{ naming, reserved, constants: [...scopeEntries(family), ...constants] },
      scopeNames: new Set(SCOPE_KEYS.map((key) => naming.labelName(key, reserved))),
    };
  }

  /** What there is to be written under a name. Throws where the family cannot be read. */
  *all(metric: string): Generator<typeof PAUSE, Part[], void> {
    const parts: Part[] = [];
    for (const group of this.#family.groups()) {
      const shape = this.#shapeOf(group, metric);
      const isPlain = !shape.template.joins && group.textsDiffer;
      parts.push({ group, shape, isPlain, blocks: [...group.blocks()] });
      if (parts.length % PARTS_PER_PAUSE === 0) yield PAUSE;
    }
    return parts;
  }

  /**
   * Every series of these parts by its labels, equal ones as equal texts, with what it counts at
   * that moment: the series itself may be another's after a pause. One that ends and begins anew in
   * between may come twice, and is added up in this page. Throws where `check` does.
   */
  *rows(
    parts: readonly Part[],
    labelsOf: (part: Part, series: Series) => string,
    check: (row: Row) => void,
  ): Generator<readonly [labels: string, row: Row], void, void> {
    for (const part of parts) {
      for (const block of part.blocks) {
        for (const series of block.series()) {
          const { value, distribution, summary, startTimeMs, exemplars } = series;
          const row: Row = { value, distribution, summary, startTimeMs, exemplars };
          check(row);
          yield [labelsOf(part, series), row];
        }
      }
    }
  }

  #shapeOf({ keys }: SeriesGroup, metric: string): LabelShape {
    const known = this.#shapes.get(keys);
    if (known !== undefined) return known;
    const shape = labelShape(keys, this.#labelling);
    this.#shapes.set(keys, shape);
    // Once for each set of keys, not for each series or page.
    for (const reason of shape.conflicts) {
      this.#report({ cause: 'label_conflict', metric, reason, count: 1 });
    }
    return shape;
  }
}

/** What the specification wants on every sample; nothing for what the scope doesn't say. */
function scopeEntries({ scope, descriptor }: Family): LabelEntry[] {
  if (!descriptor.showsScope) return [];
  const { name, version = '', schemaUrl = '' } = scope;
  const values = [name, version, schemaUrl];
  const entries = SCOPE_KEYS.map((key, index): LabelEntry => [key, values[index] ?? '']);
  return entries.filter(([, value]) => value !== '');
}
