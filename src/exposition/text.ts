import type { Collection } from '../pipeline/collection.ts';
import type { Family } from '../store/family.ts';
import { FamilyText } from './family-text.ts';
import type { PageOptions } from './group.ts';
import { type TextOf, writeGroup } from './group-text.ts';
import { createPageWalk, type PageParts } from './page-walk.ts';
import { PLAIN_TEXT } from './plain-text.ts';
import { PAUSE, SLICE_LENGTH, type Slice } from './slice.ts';

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

/** A writer of a text format for all its pages: it knows what comes again. */
export function createTextWriter(options: PageOptions, dialect = PLAIN_TEXT): WritePage {
  const texts = new WeakMap<Family, FamilyText>();
  const textOf: TextOf = (family, lines) => {
    const known = texts.get(family);
    if (known?.lines.key === lines.key) return known;
    const text = new FamilyText(family, lines, options);
    texts.set(family, text);
    return text;
  };
  const parts: PageParts<Slice> = {
    targetInfo: dialect.targetInfo,
    group: (group, report) => writeGroup(group, { dialect, textOf, report }),
  };
  const walk = createPageWalk(options);
  return (collection, names = []) => inSlices(walk({ collection, names }, parts), dialect.end);
}

/** Puts texts together, so that small families don't make small slices. */
export function* inSlices(parts: Iterable<Slice>, end: string): Generator<Slice, void, void> {
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
  pending += end;
  if (pending !== '') yield pending;
}
