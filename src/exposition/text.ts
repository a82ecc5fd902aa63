import type { Collection } from '../pipeline/collection.ts';
import type { Family } from '../store/family.ts';
import type { Dialect } from './dialect.ts';
import { FamilyText } from './family-text.ts';
import { type TextOf, writeGroup } from './group-text.ts';
import { groupFamilies, type PageOptions, selected } from './groups.ts';
import { labelText } from './labels.ts';
import type { ReportNotice } from './notice.ts';
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
  return (collection, names = []) =>
    inSlices(writePage({ collection, names, options, dialect, textOf }));
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

interface Writing {
  readonly collection: Collection;
  readonly names: readonly string[];
  readonly options: PageOptions;
  readonly dialect: Dialect;
  readonly textOf: TextOf;
}

function* writePage({
  collection: { resource, families },
  names,
  options,
  dialect,
  textOf,
}: Writing): Generator<Slice, void, void> {
  const { naming } = options;
  let failed = 0;
  let written = 0;
  const report: ReportNotice = (notice) => {
    if (notice.cause === 'exposition_error') failed++;
    options.report(notice);
  };
  const groups = yield* groupFamilies(families, { ...options, report });
  const name = naming.targetInfo;
  const labels = labelText(Object.entries(resource), naming);
  const isAsked = names.length === 0 || names.includes(name);
  if (isAsked && labels !== '') yield dialect.targetInfo({ name, labels, groups });
  for (const group of selected(groups, names)) {
    written += yield* writeGroup(group, { dialect, textOf, report });
  }
  if (failed > 0 && written === 0) throw new Error(`none of ${failed} metrics could be written`);
  yield dialect.end;
}
