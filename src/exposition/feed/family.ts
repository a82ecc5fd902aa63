import type { FamilyKind } from '../../store/descriptor.ts';
import type { Family, Series, SeriesBlock } from '../../store/family.ts';
import { FamilyParts, type Part } from '../family-parts.ts';
import type { PageOptions } from '../group.ts';
import type { FamilyWriter } from '../group-walk.ts';
import { labelsOf } from '../json/labels.ts';
import { expectSample } from '../sample-check.ts';
import { PAUSE, ROWS_PER_PAUSE } from '../slice.ts';
import type { MetricState, Taking } from './metric-state.ts';
import type { KnownSeries } from './series-state.ts';

/** Where the series of a family go at present. */
export interface Destination extends Taking {
  readonly metric: MetricState;
}

/** A block as it was in the last frame. */
interface KnownBlock {
  readonly metric: MetricState;
  /** Of that frame. */
  number: number;
  readonly version: number;
  readonly layout: number | undefined;
  /** In their order; `undefined` is one for which there was no room. */
  readonly series: readonly (KnownSeries | undefined)[];
}

/** A family as series of a feed, with what is kept of its blocks from frame to frame. */
export class FeedFamily {
  readonly kind: FamilyKind;
  readonly #parts: FamilyParts;
  readonly #blocks = new WeakMap<SeriesBlock, KnownBlock>();

  constructor(family: Family, options: Pick<PageOptions, 'naming' | 'constants' | 'report'>) {
    this.kind = family.kind;
    this.#parts = new FamilyParts(family, options);
  }

  /** Its series as those of this metric. */
  under(destination: Destination): FamilyWriter<typeof PAUSE> {
    const check = expectSample(this.kind);
    const { metric } = destination;
    return {
      kind: this.kind,
      parts: (name) => this.#parts.all(name),
      write: (parts) => this.#write(parts, destination),
      rows: (parts) =>
        this.#parts.rows(parts, (part, series) => keyOf(part, series, metric), check),
    };
  }

  /**
   * Takes the series of parts that are apart from all others. A block that did not change is not
   * looked into; of one with the same series as before only numbers are.
   */
  *#write(parts: readonly Part[], destination: Destination): Generator<typeof PAUSE, void, void> {
    for (const part of parts) {
      for (const block of part.blocks) {
        const known = this.#knownOf(block, destination);
        if (known !== undefined && isUnchanged(known, block)) seeAll(known, destination);
        else this.#blocks.set(block, yield* takeBlock(block, { part, known, ...destination }));
        yield PAUSE;
      }
    }
  }

  /** The block as it was in the frame before; not where it went another way then. */
  #knownOf(block: SeriesBlock, { metric, draft }: Destination): KnownBlock | undefined {
    const known = this.#blocks.get(block);
    if (known === undefined || known.metric !== metric) return undefined;
    // What was left out may have room now.
    const isWhole = !metric.hasRoom || !known.series.includes(undefined);
    return known.number === draft.number - 1 && isWhole ? known : undefined;
  }
}

/** Whether nothing of a block is to be looked at. */
function isUnchanged({ version, layout, series }: KnownBlock, block: SeriesBlock): boolean {
  if (version === block.version) return true;
  const isLeftOut = series.length > 0 && series.every((one) => one === undefined);
  return isLeftOut && layout !== undefined && layout === block.layout;
}

function seeAll(known: KnownBlock, { metric, draft }: Destination): void {
  known.number = draft.number;
  for (const series of known.series) {
    if (series === undefined) draft.leftOut++;
    else metric.see(series, draft);
  }
}

interface BlockTaking extends Destination {
  readonly part: Part;
  readonly known: KnownBlock | undefined;
}

/** Takes the series of a block. */
function* takeBlock(
  block: SeriesBlock,
  { part, known, ...destination }: BlockTaking,
): Generator<typeof PAUSE, KnownBlock, void> {
  const { metric, draft } = destination;
  // Before the first series: what changes meanwhile is in the next frame for certain.
  const { version, layout } = block;
  const isAsBefore = layout !== undefined && known?.layout === layout;
  const before = isAsBefore ? known.series : [];
  const taken: (KnownSeries | undefined)[] = [];
  for (const series of block.series()) {
    const place = taken.length;
    // Series that come or go between two of these make all places others.
    if (place < before.length && block.layout === layout) {
      taken.push(retaken(before[place], series, destination));
    } else {
      taken.push(metric.take(keyOf(part, series, metric), series, destination));
    }
    if (taken.length % ROWS_PER_PAUSE === 0) yield PAUSE;
  }
  return { metric, number: draft.number, version, layout, series: taken };
}

/** The series in its place, of which only numbers can be others. */
function retaken(
  known: KnownSeries | undefined,
  series: Series,
  { metric, draft }: Destination,
): KnownSeries | undefined {
  if (known === undefined) draft.leftOut++;
  else metric.retake(known, series, draft);
  return known;
}

/** By what a series is known; of a new one the labels are noted. */
function keyOf({ shape }: Part, series: Series, metric: MetricState): string {
  const key = shape.template.textOf(series);
  metric.foresee(key, () => labelsOf(shape, series));
  return key;
}
