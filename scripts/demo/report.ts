import { missingFrom } from './checks.ts';
import { paint } from './live-view.ts';
import { increaseOf, type Span, spanBetween } from './rates.ts';
import { readingsOf } from './readings.ts';
import type { Scrape } from './scrape.ts';
import { tableLines } from './table.ts';
import type { Tally } from './traffic.ts';

/** A run of the demo, looked back at. */
export interface Run {
  readonly first: Scrape;
  readonly last: Scrape;
  readonly tally: Tally;
  /** What Prometheus was asked and had no data for. */
  readonly unanswered: readonly string[];
}

export function printSummary({ first, last, tally }: Run): void {
  const span = spanBetween(first, last);
  console.log(`\nSummary of ${span.seconds.toFixed(0)} seconds\n`);
  console.log(tableLines(readingsOf(span), paint).join('\n'));
  const { answered, aborted, failed } = tally;
  console.log(
    `\nThe client saw ${answered} answers and aborted ${aborted} requests, ${failed} failed; the page counts ${counted(span)}.`,
  );
}

/** Says what is missing, if anything, and answers whether nothing is. */
export function verdict(run: Run): boolean {
  const problems = problemsOf(run);
  if (problems.length === 0) {
    console.log('Every expected metric is there.');
    return true;
  }
  console.error(`Not as expected:\n  ${problems.join('\n  ')}`);
  return false;
}

function problemsOf({ first, last, tally, unanswered }: Run): readonly string[] {
  return [
    ...missingFrom(last.page),
    ...miscounted(counted(spanBetween(first, last)), tally),
    ...unanswered.map((query) => `Prometheus has no data for: ${query}`),
  ];
}

/** Every answer was counted once; a request that was aborted may not have reached the app. */
export function miscounted(count: number, { answered, aborted, failed }: Tally): readonly string[] {
  if (count >= answered && count <= answered + aborted + failed) return [];
  return [`${count} requests were counted where ${answered} were answered and ${aborted} aborted`];
}

function counted(span: Span): number {
  return increaseOf(span, 'http_server_request_duration_seconds_count');
}
