import { histogramQuantile } from '../../src/cli/page/histogram-quantile.ts';
import { type Labels, type Page, type Sample, type Scrape, select } from './scrape.ts';

/** Two pages, and the time between them. */
export interface Span {
  readonly seconds: number;
  readonly before: Page;
  readonly after: Page;
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
    const bound = boundOf(sample.labels.le ?? '');
    counts.set(bound, (counts.get(bound) ?? 0) + sample.value);
  }
  const buckets = [...counts].map(([bound, count]) => ({ upperBound: bound, count }));
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
