import type { Collection } from '../pipeline/collection.ts';
import type { Family } from '../store/family.ts';
import { FamilyText } from './family-text.ts';
import { type TextOf, writeGroup } from './group-text.ts';
import { groupFamilies, type PageOptions } from './groups.ts';
import type { ReportOmission } from './omission.ts';
import { PAUSE, SLICE_LENGTH, type Slice } from './slice.ts';
import { renderTargetInfo } from './target-info.ts';

/**
 * A page in slices: texts of about 64 KiB, pieces that may come again, and pauses. A family that
 * cannot be written is reported and harms no other; it is left out, or ends where it fails. Throws
 * only where families were to be written and every one failed: a page without a single metric would
 * look like a healthy one.
 */
export type WritePage = (
  collection: Collection,
  /** Names as they are on the page: only these metrics are written. */
  names?: readonly string[],
) => Generator<Slice, void, void>;

/** A writer of the text format, version 0.0.4, for all pages: it knows what comes again. */
export function createTextWriter(options: PageOptions): WritePage {
  const texts = new WeakMap<Family, FamilyText>();
  const textOf: TextOf = (group, family) => {
    const text = texts.get(family) ?? new FamilyText(group, family, options);
    texts.set(family, text);
    return text;
  };
  return (collection) => inSlices(writePage(collection, options, textOf));
}

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
  const info = renderTargetInfo(resource, options.naming);
  if (info !== '') yield info;
  for (const group of yield* groupFamilies(families, { ...options, report })) {
    written += yield* writeGroup({ group, textOf, report });
  }
  if (failed > 0 && written === 0) throw new Error(`none of ${failed} metrics could be written`);
}
