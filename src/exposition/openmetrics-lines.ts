import type { Exemplar, Quantile } from '../store/family.ts';
import { sampleStart } from './escaping.ts';
import {
  appendBuckets,
  type Buckets,
  bucketStart,
  bucketsOf,
  createBounds,
  FURTHER_LINES,
  FURTHER_SUMMARY_LINES,
  furtherLabel,
  type LineWriter,
  labelled,
  type Row,
} from './lines.ts';
import { formatCanonical, formatSeconds, formatValue } from './numbers.ts';
import { expectSummary } from './sample-check.ts';
import { appendQuantiles } from './summary-lines.ts';

/**
 * A counter's total, with its latest exemplar, and the time of its beginning. Throws for a total
 * that OpenMetrics knows none of.
 */
export function counterLines(family: string, withCreated: boolean): LineWriter {
  const total = sampleStart(`${family}_total`);
  const created = createdWriter(family, withCreated);
  return {
    key: `counter ${family} ${withCreated}`,
    furtherLines: withCreated ? 2 : 1,
    append(text, labels, { value, exemplars, startTimeMs }) {
      expectCounted(value);
      const sample = `${text}${labelled(total, labels)} ${formatValue(value)}`;
      return `${sample}${exemplarText(exemplars.at(-1))}\n${created(labels, startTimeMs)}`;
    },
    check: ({ value }) => expectCounted(value),
  };
}

/**
 * Buckets with the latest exemplar of each, count, sum, and the time of the beginning: the lines of
 * one series come together.
 */
export function histogramLines(family: string, withCreated: boolean): LineWriter {
  const bucket = sampleStart(`${family}_bucket`);
  const countStart = sampleStart(`${family}_count`);
  const sumStart = sampleStart(`${family}_sum`);
  const created = createdWriter(family, withCreated);
  return {
    key: `histogram ${family} ${withCreated}`,
    furtherLines: FURTHER_LINES + (withCreated ? 1 : 0),
    append(text, labels, row) {
      const buckets = countedBuckets(row);
      const start = bucketStart(bucket, labels);
      const { exemplars } = row;
      const lines =
        exemplars.length === 0
          ? appendBuckets(text, start, buckets)
          : appendExemplified(text, start, { ...buckets, exemplars });
      const count = `${labelled(countStart, labels)} ${buckets.count}\n`;
      const sum = `${labelled(sumStart, labels)} ${formatValue(buckets.sum)}\n`;
      return `${lines}${count}${sum}${created(labels, row.startTimeMs)}`;
    },
    check: (row) => void countedBuckets(row),
  };
}

/**
 * Quantiles, count, sum, and the time of the beginning. Any of these may be absent, and what
 * OpenMetrics knows none of is: a value or a sum below 0, a sum that is no number, a quantile that is
 * none.
 */
export function summaryLines(family: string, withCreated: boolean): LineWriter {
  const start = sampleStart(family);
  const countStart = sampleStart(`${family}_count`);
  const sumStart = sampleStart(`${family}_sum`);
  const created = createdWriter(family, withCreated);
  return {
    key: `summary ${family} ${withCreated}`,
    furtherLines: FURTHER_SUMMARY_LINES + (withCreated ? 1 : 0),
    append(text, labels, row) {
      const { quantiles: all, count, sum } = expectSummary(row);
      const quantiles = all.filter(isAllowed);
      const quantileStart = furtherLabel(start, labels, 'quantile="');
      const lines = appendQuantiles(text, quantileStart, { quantiles, format: formatCanonical });
      const countLine = `${labelled(countStart, labels)} ${count}\n`;
      const sumLine = sum >= 0 ? `${labelled(sumStart, labels)} ${formatValue(sum)}\n` : '';
      return `${lines}${countLine}${sumLine}${created(labels, row.startTimeMs)}`;
    },
    check: (row) => void expectSummary(row),
  };
}

/** NaN is what an empty window has. */
function isAllowed({ quantile, value }: Quantile): boolean {
  return quantile >= 0 && quantile <= 1 && !(value < 0);
}

/**
 * Beside a bucket below 0 there may be no sum, which could fall then. Ours never does, as amounts
 * are not negative, so that these buckets are empty, and the ones to be left out.
 */
const boundsOf = createBounds(formatCanonical, (bound) => bound >= 0);

function countedBuckets(row: Row): Buckets {
  const buckets = bucketsOf(row, boundsOf);
  expectCounted(buckets.sum);
  return buckets;
}

/** By itself, as `appendBuckets`. */
function appendExemplified(
  text: string,
  start: string,
  { counts, bounds: { texts, first }, exemplars }: Buckets & Pick<Row, 'exemplars'>,
): string {
  let lines = text;
  let total = 0;
  let next = 0;
  for (let bucket = 0; bucket < texts.length; bucket++) {
    total += counts[bucket] as number;
    let latest: Exemplar | undefined;
    while (exemplars[next]?.bucket === bucket) latest = exemplars[next++];
    if (bucket >= first) lines += `${start}${texts[bucket]}"} ${total}${exemplarText(latest)}\n`;
  }
  return lines;
}

/** Far below the 128 characters that the names and values of an exemplar's labels may have. */
function exemplarText(exemplar: Exemplar | undefined): string {
  if (exemplar === undefined) return '';
  const { traceId, spanId, value, timeMs } = exemplar;
  const span = traceId === '' ? '' : `trace_id="${traceId}",span_id="${spanId}"`;
  return ` # {${span}} ${formatValue(value)} ${formatSeconds(timeMs)}`;
}

function createdWriter(family: string, isWritten: boolean) {
  if (!isWritten) return () => '';
  const start = sampleStart(`${family}_created`);
  let latest = Number.NaN;
  let text = '';
  return (labels: string, startTimeMs: number): string => {
    // Most series begin together with the one before.
    if (startTimeMs !== latest) text = formatSeconds(startTimeMs);
    latest = startTimeMs;
    return `${labelled(start, labels)} ${text}\n`;
  };
}

function expectCounted(amount: number): void {
  if (!(amount >= 0)) throw new TypeError(`${amount} is nothing that was counted`);
}
