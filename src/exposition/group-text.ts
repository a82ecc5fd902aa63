import type { Family } from '../store/family.ts';
import type { Dialect } from './dialect.ts';
import type { FamilyText, Head } from './family-text.ts';
import type { Group } from './group.ts';
import { walkGroup } from './group-walk.ts';
import type { LineWriter, Row } from './lines.ts';
import type { ReportNotice } from './notice.ts';
import type { Slice } from './slice.ts';

/** Characters between two pauses. */
const PAUSE_LENGTH = 8 * 1024;

type Rows = Iterable<readonly [labels: string, row: Row]>;

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
    write: (rows: Rows) => written(rows, lines, head),
  };
  return walkGroup<Slice>({ group, writer, report });
}

/** The lines of rows, after what is left of the head. */
function* written(rows: Rows, lines: LineWriter, head: Head): Generator<string, void, void> {
  let text = head.text;
  for (const [labels, row] of rows) {
    text = lines.append(text, labels, row);
    if (text.length < PAUSE_LENGTH) continue;
    head.text = '';
    yield text;
    text = '';
  }
  if (text === head.text) return;
  head.text = '';
  yield text;
}
