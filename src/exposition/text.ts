import { describeError } from '../foundation/guard.ts';
import type { Collection } from '../pipeline/collection.ts';
import type { Family } from '../store/family.ts';
import { escapeHelp } from './escape.ts';
import { type Group, groupFamilies, type PageOptions } from './groups.ts';
import type { ReportOmission } from './omission.ts';
import type { Rows } from './rows.ts';
import { collectRows, PAUSE, renderRows, SLICE_LENGTH } from './samples.ts';
import { renderTargetInfo } from './target-info.ts';

/**
 * A page in the text format, version 0.0.4, in slices of about 64 KiB; some are empty, for the
 * caller to pause at. A family that cannot be written is left out whole, reported, and harms no
 * other. Throws only where families were to be written and every one failed: a page without a
 * single metric would look like a healthy one.
 */
export function* renderText(
  collection: Collection,
  options: PageOptions,
): Generator<string, void, void> {
  let pending = '';
  for (const piece of renderPieces(collection, options)) {
    pending += piece;
    if (piece === PAUSE) {
      yield PAUSE;
    } else if (pending.length >= SLICE_LENGTH) {
      yield pending;
      pending = '';
    }
  }
  yield pending;
}

function* renderPieces(
  { resource, families }: Collection,
  options: PageOptions,
): Generator<string, void, void> {
  let failed = 0;
  let written = 0;
  const report: PageOptions['report'] = (omission) => {
    if (omission.cause === 'exposition_error') failed++;
    options.report(omission);
  };
  yield renderTargetInfo(resource);
  for (const group of groupFamilies(families, { ...options, report })) {
    let rows: Rows | undefined;
    for (const family of group.families) {
      const own = yield* readableRows(group, family, report);
      if (own === undefined) continue;
      written++;
      if (rows === undefined) rows = own;
      else rows.join(own);
    }
    if (rows === undefined || rows.size === 0) continue;
    reportDuplicates(group, rows, report);
    yield header(group);
    yield* renderRows(group, rows);
  }
  if (failed > 0 && written === 0) throw new Error(`none of ${failed} metrics could be written`);
}

/** The rows of a family; `undefined`, and reported, for one that cannot be written. */
function* readableRows(
  group: Group,
  family: Family,
  report: ReportOmission,
): Generator<typeof PAUSE, Rows | undefined, void> {
  try {
    return yield* collectRows(group, family);
  } catch (error) {
    const reason = describeError(error);
    report({ cause: 'exposition_error', metric: group.name, reason, count: 1 });
    return undefined;
  }
}

function reportDuplicates({ name }: Group, { duplicates }: Rows, report: ReportOmission): void {
  if (duplicates === 0) return;
  const reason = 'another series has the same labels';
  report({ cause: 'duplicate_series', metric: name, reason, count: duplicates });
}

function header({ name, type, help }: Group): string {
  const helpLine = help === '' ? '' : `# HELP ${name} ${escapeHelp(help)}\n`;
  return `${helpLine}# TYPE ${name} ${type}\n`;
}
