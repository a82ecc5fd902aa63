import { type Totals, totalsOf } from '../metrics/totals.ts';
import { addBuckets, histogramQuantile } from '../page/histogram-quantile.ts';
import type { Bucket, Page, PageFamily } from '../page/page.ts';

/** How a metric went since the watching began. */
export interface Track {
  readonly name: string;
  readonly family: PageFamily;
  /** Of a counter, a histogram and a summary per second, of others the number itself; NaN is a gap. */
  readonly points: readonly number[];
  readonly isRate: boolean;
  /** Of a histogram: of what it took since the page before, in the metric's unit. */
  readonly p95: number;
  /** Whether it was on the last page. */
  readonly isThere: boolean;
}

interface OpenTrack extends Track {
  family: PageFamily;
  readonly points: number[];
  p95: number;
  isThere: boolean;
  last: Totals;
}

/** As many as the widest terminal shows. */
const MOST_POINTS = 120;
const P95 = 0.95;

/** What the pages have said one after the other. */
export class Tracks {
  readonly #tracks = new Map<string, OpenTrack>();
  #lastMs: number | undefined;
  /** How many points each would have that was there from the beginning. */
  #length = 0;

  /** In the order in which they came first. */
  get all(): readonly Track[] {
    return [...this.#tracks.values()];
  }

  /** Takes what a page says at a moment of a clock that never goes back. */
  add({ metrics }: Page, atMs: number): void {
    const seconds = this.#lastMs === undefined ? 0 : (atMs - this.#lastMs) / 1000;
    this.#lastMs = atMs;
    for (const family of metrics.values()) this.#addFamily(family, seconds);
    this.#endRound((track) => !metrics.has(track.name));
  }

  /** There was no page. */
  addGap(): void {
    this.#endRound(() => true);
  }

  #addFamily(family: PageFamily, seconds: number): void {
    const totals = totalsOf(family);
    const known = this.#tracks.get(family.name);
    const track = known ?? this.#begin(family, totals);
    track.points.push(pointOf(track, totals, known === undefined ? 0 : seconds));
    track.p95 = p95Between(known?.last.buckets, totals.buckets);
    Object.assign(track, { family, last: totals, isThere: true });
  }

  #begin(family: PageFamily, last: Totals): OpenTrack {
    const isRate = family.type === 'counter' || last.count !== undefined;
    const points = Array.from({ length: this.#length }, () => Number.NaN);
    const track = {
      name: family.name,
      family,
      points,
      isRate,
      p95: Number.NaN,
      isThere: true,
      last,
    };
    this.#tracks.set(family.name, track);
    return track;
  }

  #endRound(isMissing: (track: OpenTrack) => boolean): void {
    this.#length = Math.min(this.#length + 1, MOST_POINTS);
    for (const track of this.#tracks.values()) {
      if (isMissing(track)) {
        track.points.push(Number.NaN);
        track.isThere = false;
      }
      if (track.points.length > MOST_POINTS) track.points.shift();
    }
  }
}

function pointOf({ isRate, last }: OpenTrack, now: Totals, seconds: number): number {
  if (!isRate) return now.value ?? Number.NaN;
  if (seconds <= 0) return Number.NaN;
  const [before = Number.NaN, after = Number.NaN] = [
    last.count ?? last.value,
    now.count ?? now.value,
  ];
  // A total that fell began anew: what it holds came since then.
  return (after >= before ? after - before : after) / seconds;
}

function p95Between(
  before: readonly Bucket[] | undefined,
  after: readonly Bucket[] | undefined,
): number {
  if (before === undefined || after === undefined) return Number.NaN;
  const isNew = after.some(({ upperBound, count }) => count < countAt(before, upperBound));
  if (isNew) return histogramQuantile(P95, after);
  const grown = addBuckets([
    after,
    before.map(({ upperBound, count }) => ({ upperBound, count: -count })),
  ]);
  return histogramQuantile(P95, grown);
}

function countAt(buckets: readonly Bucket[], upperBound: number): number {
  return buckets.find((bucket) => bucket.upperBound === upperBound)?.count ?? 0;
}
