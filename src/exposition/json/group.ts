import type { Family } from '../../store/family.ts';
import type { Group, PageOptions } from '../group.ts';
import { walkGroup } from '../group-walk.ts';
import type { TargetInfo } from '../page-walk.ts';
import { TARGET_INFO_HELP } from '../target-info.ts';
import type { JsonFamily } from './family.ts';
import { labelsText } from './labels.ts';
import { type LabelledRow, seriesText } from './series.ts';

export type FamilyOf = (family: Family) => JsonFamily;

export interface GroupOptions extends Pick<PageOptions, 'report'> {
  readonly familyOf: FamilyOf;
  /** What stands before a metric. */
  open(): string;
}

/**
 * Makes the one object of a group, none where there are no series; returns how many of its families
 * did not fail.
 */
export function* writeGroup(
  group: Group,
  { report, familyOf, open }: GroupOptions,
): Generator<string, number, void> {
  let isEmpty = true;
  function* write(rows: Iterable<LabelledRow>) {
    for (const row of rows) {
      // By itself before anything else: one that cannot be written leaves no separator behind.
      const text = seriesText(group.type, row);
      const before = isEmpty ? open() + head(group) : ',';
      isEmpty = false;
      yield before + text;
    }
  }
  const written = yield* walkGroup<string>({
    group,
    report,
    writer: {
      get isEmpty() {
        return isEmpty;
      },
      familyOf: (family) => familyOf(family).writtenBy(write),
      write,
    },
  });
  if (!isEmpty) yield END;
  return written;
}

/** The resource as a metric whose value is always 1. */
export function writeTargetInfo({ name, labels }: TargetInfo): string {
  const before = head({ name, type: 'info', unit: '', help: TARGET_INFO_HELP });
  return `${before}{"labels":${labelsText(labels)},"value":1}${END}`;
}

function head({ name, type, unit, help }: Pick<Group, 'name' | 'type' | 'unit' | 'help'>): string {
  const metadata = JSON.stringify({ name, type, unit, help: help.toWellFormed() });
  return `${metadata.slice(0, -1)},"series":[`;
}

const END = ']}';
