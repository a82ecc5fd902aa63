import { describeError } from '../foundation/guard.ts';
import type { Collection } from '../pipeline/collection.ts';
import type { Family } from '../store/family.ts';
import { escapeHelp } from './escape.ts';
import { FamilyText } from './family-text.ts';
import { type Group, groupFamilies, type PageOptions } from './groups.ts';
import { lineWriter } from './lines.ts';
import { MergedRows } from './merged-rows.ts';
import type { ReportOmission } from './omission.ts';
import { PAUSE, SLICE_LENGTH, type Slice } from './slice.ts';
import { renderTargetInfo } from './target-info.ts';

/**
 * A page in slices: texts of about 64 KiB, pieces that may come again, and pauses. A family that
 * cannot be written is reported and harms no other; it is left out, or ends where it fails. Throws
 * only where families were to be written and every one failed: a page without a single metric would
 * look like a healthy one.
 */
export type WritePage = (collection: Collection) => Generator<Slice, void, void>;

/** A writer of the text format, version 0.0.4, for all pages: it knows what comes again. */
export function createTextWriter(options: PageOptions): WritePage {
  const texts = new WeakMap<Family, FamilyText>();
  const textOf = (group: Group, family: Family): FamilyText => {
    const text = texts.get(family) ?? new FamilyText(group, family);
    texts.set(family, text);
    return text;
  };
  return (collection) => inSlices(writePage(collection, options, textOf));
}

type TextOf = (group: Group, family: Family) => FamilyText;

/** Puts texts together, so that small families don't make small slices. */
function* inSlices(parts: Iterable<Slice>): Generator<Slice, void, void> {
  let pending = '';
  for (const part of parts) {
    const isText = typeof part === 'string';
    if (isText) pending += part;
    if (pending !== '' && (pending.length >= SLICE_LENGTH || !isText)) {
      yield pending;
      pending = '';
    }
    yield isText ? PAUSE : part;
  }
  if (pending !== '') yield pending;
}

function* writePage(
  { resource, families }: Collection,
  options: PageOptions,
  textOf: TextOf,
): Generator<Slice, void, void> {
  let failed = 0;
  let written = 0;
  const report: ReportOmission = (omission) => {
    if (omission.cause === 'exposition_error') failed++;
    options.report(omission);
  };
  const info = renderTargetInfo(resource);
  if (info !== '') yield info;
  for (const group of yield* groupFamilies(families, { ...options, report })) {
    const isApart = areApart(group, textOf);
    const together: MergedRows[] = [];
    let head = header(group);
    for (const family of group.families) {
      try {
        const text = textOf(group, family);
        const runs = isApart ? text.distinctRuns() : undefined;
        if (runs === undefined) together.push(yield* rowsOf(text));
        else head = yield* text.slices(runs, head);
        written++;
      } catch (error) {
        const reason = describeError(error);
        report({ cause: 'exposition_error', metric: group.name, reason, count: 1 });
      }
    }
    yield* writeTogether({ group, head, rows: together, report });
  }
  if (failed > 0 && written === 0) throw new Error(`none of ${failed} metrics could be written`);
}

/**
 * Whether no label text of one family can be that of another: what their scopes write are the same
 * labels with other values, and no attribute is joined to these.
 */
function areApart(group: Group, textOf: TextOf): boolean {
  if (group.families.length === 1) return true;
  try {
    const texts = group.families.map((family) => textOf(group, family));
    const labels = new Set(texts.map(({ scopeLabels }) => scopeLabels));
    const scopes = new Set(texts.map(({ scopeText }) => scopeText));
    const isDistinct = labels.size === 1 && scopes.size === texts.length;
    return isDistinct && texts.every((text) => text.distinctRuns() !== undefined);
  } catch {
    // Said where the family is written that fails here.
    return false;
  }
}

function* rowsOf(text: FamilyText): Generator<Slice, MergedRows, void> {
  const rows = new MergedRows(text.kind);
  yield* rows.addAll(text.rows());
  return rows;
}

interface Together {
  readonly group: Group;
  /** What is still to be written before the first line. */
  readonly head: string;
  /** Of each family. */
  readonly rows: readonly MergedRows[];
  readonly report: ReportOmission;
}

/** Writes the rows of all families of a name, added up where their labels are equal. */
function* writeTogether(together: Together): Generator<Slice, void, void> {
  const { group, head, report } = together;
  const [rows, ...others] = together.rows;
  if (rows === undefined) return;
  for (const other of others) yield* rows.join(other);
  if (rows.size === 0) return;
  const { duplicates } = rows;
  if (duplicates > 0) {
    const reason = 'another series has the same labels';
    report({ cause: 'duplicate_series', metric: group.name, reason, count: duplicates });
  }
  yield head;
  const append = lineWriter(group);
  for (const [labels, row] of rows) yield append('', labels, row);
}

function header({ name, type, help }: Group): string {
  const helpLine = help === '' ? '' : `# HELP ${name} ${escapeHelp(help)}\n`;
  return `${helpLine}# TYPE ${name} ${type}\n`;
}
