import { describeError } from '../foundation/guard.ts';
import type { Family } from '../store/family.ts';
import { escapeHelp } from './escape.ts';
import type { FamilyText, Head, Part } from './family-text.ts';
import type { Group } from './groups.ts';
import { apartOnes } from './label-shape.ts';
import { lineWriter } from './lines.ts';
import { MergedRows } from './merged-rows.ts';
import type { ReportOmission } from './omission.ts';
import type { Slice } from './slice.ts';

export type TextOf = (group: Group, family: Family) => FamilyText;

interface GroupOptions {
  readonly group: Group;
  readonly textOf: TextOf;
  readonly report: ReportOmission;
}

interface Readable {
  readonly text: FamilyText;
  readonly parts: readonly Part[];
}

/**
 * Writes all families of a name, and returns how many did not fail: what is apart block by block,
 * then what may share labels, added up.
 *
 * The second way costs about ten times the first. Whole groups of series still take it: one that has
 * had an empty value or a second type of values for a key, one whose keys become one label, and one
 * whose labels another of these may have too.
 */
export function* writeGroup(options: GroupOptions): Generator<Slice, number, void> {
  const { group, report } = options;
  const fail = (error: unknown) => {
    const reason = describeError(error);
    report({ cause: 'exposition_error', metric: group.name, reason, count: 1 });
  };
  const readable = readableOnes(options, fail);
  const apart = apartOnes(readable.flatMap(({ parts }) => parts));
  const head: Head = { text: header(group) };
  const together: MergedRows[] = [];
  for (const { text, parts } of readable) {
    try {
      const rows = new MergedRows(text.kind);
      yield* rows.addAll(text.rows(parts.filter((part) => !apart.has(part))));
      yield* text.slices(
        parts.filter((part) => apart.has(part)),
        head,
      );
      together.push(rows);
    } catch (error) {
      fail(error);
    }
  }
  try {
    yield* writeTogether(together, head, options);
  } catch (error) {
    fail(error);
    if (head.text !== '') return 0;
  }
  return together.length;
}

function readableOnes({ group, textOf }: GroupOptions, fail: (error: unknown) => void): Readable[] {
  return group.families.flatMap((family) => {
    try {
      const text = textOf(group, family);
      return [{ text, parts: text.parts() }];
    } catch (error) {
      fail(error);
      return [];
    }
  });
}

/** Writes the rows of all families, added up where their labels are equal. */
function* writeTogether(
  [rows, ...others]: readonly MergedRows[],
  head: Head,
  { group, report }: GroupOptions,
): Generator<Slice, void, void> {
  if (rows === undefined) return;
  for (const other of others) yield* rows.join(other);
  const { duplicates } = rows;
  if (duplicates > 0) {
    const reason = 'another series has the same labels';
    report({ cause: 'duplicate_series', metric: group.name, reason, count: duplicates });
  }
  const append = lineWriter(group);
  for (const [labels, row] of rows) {
    yield append(head.text, labels, row);
    head.text = '';
  }
}

function header({ name, type, help }: Group): string {
  const helpLine = help === '' ? '' : `# HELP ${name} ${escapeHelp(help)}\n`;
  return `${helpLine}# TYPE ${name} ${type}\n`;
}
