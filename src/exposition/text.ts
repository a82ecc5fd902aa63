import { describeError } from '../foundation/guard.ts';
import type { Collection } from '../pipeline/collection.ts';
import type { Family } from '../store/family.ts';
import { escapeHelp } from './escape.ts';
import { type Group, groupFamilies, type PageOptions } from './groups.ts';
import { renderSamples, SLICE_LENGTH } from './samples.ts';
import { renderTargetInfo } from './target-info.ts';

/** A slice without text: nothing to send, but a good moment to let the event loop go round. */
const BREATH = '';

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
    if (piece === BREATH) {
      yield BREATH;
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
    const page = new GroupPage(group, report);
    for (const family of group.families) {
      const slices = yield* page.render(family);
      if (slices === undefined) continue;
      written++;
      yield* slices;
    }
  }
  if (failed > 0 && written === 0) throw new Error(`none of ${failed} metrics could be written`);
}

/** One group's part of the page, and what stands there already. */
class GroupPage {
  readonly #group: Group;
  readonly #report: PageOptions['report'];
  readonly #labelSets: Set<string>[] = [];
  #hasHeader = false;

  constructor(group: Group, report: PageOptions['report']) {
    this.#group = group;
    this.#report = report;
  }

  /**
   * The slices of a family, held back until the last is done, so that a failure leaves none of
   * them on the page; `undefined` for one that failed.
   */
  *render(family: Family): Generator<typeof BREATH, readonly string[] | undefined, void> {
    const labelSet = new Set<string>();
    const slices: string[] = [];
    let duplicates = 0;
    const isNew = (labels: string): boolean => {
      if (labelSet.has(labels) || this.#labelSets.some((earlier) => earlier.has(labels))) {
        duplicates++;
        return false;
      }
      labelSet.add(labels);
      return true;
    };
    try {
      for (const slice of renderSamples(this.#group, family, isNew)) {
        slices.push(slice);
        if (slice.length >= SLICE_LENGTH) yield BREATH;
      }
    } catch (error) {
      this.#omit('exposition_error', describeError(error), 1);
      return undefined;
    }
    if (duplicates > 0) {
      this.#omit('duplicate_series', 'another series has the same labels', duplicates);
    }
    if (labelSet.size === 0) return [];
    this.#labelSets.push(labelSet);
    return this.#hasHeader ? slices : [this.#header(), ...slices];
  }

  #header(): string {
    this.#hasHeader = true;
    const { name, type, help } = this.#group;
    const helpLine = help === '' ? '' : `# HELP ${name} ${escapeHelp(help)}\n`;
    return `${helpLine}# TYPE ${name} ${type}\n`;
  }

  #omit(cause: 'exposition_error' | 'duplicate_series', reason: string, count: number): void {
    this.#report({ cause, metric: this.#group.name, reason, count });
  }
}
