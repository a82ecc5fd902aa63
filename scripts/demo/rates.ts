import { type Labels, type Page, type Sample, type Scrape, select } from './scrape.ts';

/** Two pages, and the time between them. */
export interface Span {
  readonly seconds: number;
  readonly before: Page;
  readonly after: Page;
}

/** A cumulative bucket: how many observations were at most `upperBound`. */
export interface Bucket {
  readonly upperBound: number;
  readonly count: number;
}

export function spanBetween(before: Scrape, after: Scrape): Span {
  const seconds = (after.atMs - before.atMs) / 1000;
  return { seconds, before: before.page, after: after.page };
}

/** By how much the counters with these labels grew together. */
export function increaseOf(span: Span, name: string, labels: Labels = {}): number {
  return increases(span, name, labels).reduce((sum, { value }) => sum + value, 0);
}

/** A histogram's quantiles over the observations made in the span, by its series with these labels. */
export function quantilesOf(
  span: Span,
  histogram: string,
  labels: Labels = {},
): (q: number) => number {
  const counts = new Map<number, number>();
  for (const sample of increases(span, `${histogram}_bucket`, labels)) {
    const upperBound = boundOf(sample.labels.le ?? '');
    counts.set(upperBound, (counts.get(upperBound) ?? 0) + sample.value);
  }
  const buckets = [...counts].map(([upperBound, count]) => ({ upperBound, count }));
  return (q) => histogramQuantile(q, buckets);
}

/** The distinct values of the labels in `by`, sorted, among counters that grew in the span. */
export function labelSets(span: Span, name: string, by: readonly string[]): readonly Labels[] {
  const sets = new Map<string, Labels>();
  for (const { labels, value } of increases(span, name)) {
    const kept = by.map((label) => [label, labels[label] ?? ''] as const);
    if (value > 0) sets.set(JSON.stringify(kept), Object.fromEntries(kept));
  }
  return [...sets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, labels]) => labels);
}

/**
 * Prometheus' `histogram_quantile`: the bucket that holds the rank, then a straight line through
 * it. NaN without observations or without the +Inf bucket; a rank beyond the last finite bound
 * answers with that bound.
 */
export function histogramQuantile(q: number, unsorted: readonly Bucket[]): number {
  const buckets = unsorted.toSorted((a, b) => a.upperBound - b.upperBound);
  const last = buckets.at(-1);
  if (last?.upperBound !== Number.POSITIVE_INFINITY || last.count === 0) return Number.NaN;
  const rank = q * last.count;
  const index = buckets.findIndex((bucket) => bucket.count >= rank);
  const holding = buckets[index];
  if (holding === undefined || holding === last) return buckets.at(-2)?.upperBound ?? Number.NaN;
  if (index === 0 && holding.upperBound <= 0) return holding.upperBound;
  const below = buckets[index - 1] ?? { upperBound: 0, count: 0 };
  const inBucket = holding.count - below.count;
  return (
    below.upperBound + ((holding.upperBound - below.upperBound) * (rank - below.count)) / inBucket
  );
}

/** The samples of the later page, each with what it grew by; a series is 0 before it appears. */
function increases(span: Span, name: string, labels: Labels = {}): readonly Sample[] {
  const earlier = new Map(select(span.before, name).map((s) => [identity(s), s.value]));
  return select(span.after, name, labels).map((sample) => {
    const before = earlier.get(identity(sample)) ?? 0;
    // A counter that fell was reset: what it holds now came since then.
    const value = sample.value >= before ? sample.value - before : sample.value;
    return { ...sample, value };
  });
}

function identity({ labels }: Sample): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function boundOf(le: string): number {
  return le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le);
}
