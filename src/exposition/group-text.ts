import type { Family } from '../store/family.ts';
import type { Dialect } from './dialect.ts';
import type { FamilyText, Head } from './family-text.ts';
import { walkGroup } from './group-walk.ts';
import type { Group } from './groups.ts';
import type { LineWriter, Row } from './lines.ts';
import type { ReportNotice } from './notice.ts';
import type { Slice } from './slice.ts';

/** What is kept of a family while its lines are written in this way. */
export type TextOf = (family: Family, lines: LineWriter) => FamilyText;

/** What the groups of a page have in common. */
export interface GroupOptions {
  readonly dialect: Dialect;
  readonly textOf: TextOf;
  readonly report: ReportNotice;
}

/** Writes all families of a name under one head, and returns how many did not fail. */
export function writeGroup(
  group: Group,
  { dialect, textOf, report }: GroupOptions,
): Generator<Slice, number, void> {
  const lines = dialect.linesOf(group);
  const head: Head = { text: dialect.headOf(group) };
  const writer = {
    get isEmpty() {
      return head.text !== '';
    },
    familyOf: (family: Family) => textOf(family, lines).under(head),
    append(labels: string, row: Row) {
      const text = lines.append(head.text, labels, row);
      head.text = '';
      return text;
    },
  };
  return walkGroup<Slice>({ group, writer, report });
}
