import { describeError } from '../foundation/guard.ts';
import type { FamilyKind } from '../store/descriptor.ts';
import type { Family } from '../store/family.ts';
import type { Part } from './family-parts.ts';
import type { Group } from './group.ts';
import { apartOnes } from './label-shape.ts';
import type { Row } from './lines.ts';
import { MergedRows } from './merged-rows.ts';
import type { ReportNotice } from './notice.ts';
import type { PAUSE } from './slice.ts';

/** A family in one format. */
export interface FamilyWriter<S> {
  readonly kind: FamilyKind;
  /** What there is to be written under a name. Throws where the family cannot be read. */
  parts(name: string): Generator<typeof PAUSE, readonly Part[], void>;
  /** Writes parts that are apart from all others, block by block. */
  write(parts: readonly Part[]): Iterable<S>;
  /**
   * Every series by its labels, equal ones as equal texts, with what it counts at that moment: the
   * series itself may be another's after a pause.
   */
  rows(parts: readonly Part[]): Iterable<readonly [labels: string, row: Row]>;
}

/** What stands under one name, in one format. */
export interface GroupWriter<S> {
  /** Whether nothing was written yet. */
  readonly isEmpty: boolean;
  familyOf(family: Family): FamilyWriter<S>;
  /** Writes what `rows` gave, or sums of it. */
  write(rows: Iterable<readonly [labels: string, row: Row]>): Iterable<S>;
}

interface Walk<S> {
  readonly group: Group;
  readonly writer: GroupWriter<S>;
  readonly report: ReportNotice;
}

/**
 * Writes all families of a name, and returns how many did not fail: what is apart block by block,
 * then what may share labels, added up.
 *
 * The second way costs two to three times the first, at every page. Whole groups of series still
 * take it: one that has had an empty value or a second type of values for a key, one whose keys
 * become one label, and one whose labels another of these may have too.
 */
export function* walkGroup<S>(walk: Walk<S>): Generator<S | typeof PAUSE, number, void> {
  const { group, writer, report } = walk;
  const fail = (error: unknown) => {
    const reason = describeError(error);
    report({ cause: 'exposition_error', metric: group.name, reason, count: 1 });
  };
  const readable = yield* readableOnes(walk, fail);
  const apart = apartOnes(readable.flatMap(({ parts }) => parts));
  const together: MergedRows[] = [];
  for (const { family, parts, addsUp } of readable) {
    try {
      const rows = new MergedRows(family.kind);
      yield* rows.addAll(family.rows(parts.filter((part) => !apart.has(part))), addsUp);
      yield* family.write(parts.filter((part) => apart.has(part)));
      together.push(rows);
    } catch (error) {
      fail(error);
    }
  }
  try {
    yield* writeTogether(together, walk);
  } catch (error) {
    fail(error);
    if (writer.isEmpty) return 0;
  }
  return together.length;
}

interface Readable<S> {
  readonly family: FamilyWriter<S>;
  readonly parts: readonly Part[];
  readonly addsUp: boolean | undefined;
}

function* readableOnes<S>(
  { group, writer }: Walk<S>,
  fail: (error: unknown) => void,
): Generator<typeof PAUSE, Readable<S>[], void> {
  const readable: Readable<S>[] = [];
  for (const one of group.families) {
    try {
      const family = writer.familyOf(one);
      readable.push({ family, parts: yield* family.parts(group.name), addsUp: one.addsUp });
    } catch (error) {
      fail(error);
    }
  }
  return readable;
}

/** Writes the rows of all families, added up where their labels are equal. */
function* writeTogether<S>(
  [rows, ...others]: readonly MergedRows[],
  { group, writer, report }: Walk<S>,
): Generator<S | typeof PAUSE, void, void> {
  if (rows === undefined) return;
  for (const other of others) yield* rows.join(other);
  rows.tell(group.name, report);
  yield* writer.write(rows);
}
