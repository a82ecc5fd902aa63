import type { Dialect } from './dialect.ts';
import { escapeHelp } from './escape.ts';
import { metricNameText, sampleStart } from './escaping.ts';
import { labelText } from './labels.ts';
import {
  appendBuckets,
  bucketStart,
  bucketsOf,
  createBounds,
  FURTHER_LINES,
  FURTHER_SUMMARY_LINES,
  furtherLabel,
  type LineWriter,
  labelled,
} from './lines.ts';
import { formatBound, formatValue } from './numbers.ts';
import { expectSummary } from './sample-check.ts';
import { appendQuantiles } from './summary-lines.ts';
import { TARGET_INFO_HELP } from './target-info.ts';

/**
 * Prometheus's text format. Its versions 0.0.4 and 1.0.0 differ in names alone: those beyond the
 * old rules stand in quotes in 1.0.0, and naming leaves none of them to 0.0.4.
 */
export const PLAIN_TEXT: Dialect = {
  headOf: ({ name, type, help }) => head(name, type, help),
  linesOf({ name, type }) {
    if (type === 'histogram') return histogramLines(name);
    return type === 'summary' ? summaryLines(name) : sampleLines(name);
  },
  targetInfo: ({ name, labels }) =>
    `${head(name, 'gauge', TARGET_INFO_HELP)}${name}{${labelText(labels)}} 1\n`,
  end: '',
};

const boundsOf = createBounds(formatBound);

function head(name: string, type: string, help: string): string {
  const text = metricNameText(name);
  const helpLine = help === '' ? '' : `# HELP ${text} ${escapeHelp(help)}\n`;
  return `${helpLine}# TYPE ${text} ${type}\n`;
}

/** A line for each series, of the name as it is. */
export function sampleLines(name: string): LineWriter {
  const start = sampleStart(name);
  return {
    key: `sample ${name}`,
    furtherLines: 1,
    // One text that grows at its end is what V8 puts together fastest.
    append: (text, labels, { value }) =>
      `${text}${labelled(start, labels)} ${formatValue(value)}\n`,
    check() {},
  };
}

function histogramLines(name: string): LineWriter {
  const bucket = sampleStart(`${name}_bucket`);
  const sumStart = sampleStart(`${name}_sum`);
  const countStart = sampleStart(`${name}_count`);
  return {
    key: `histogram ${name}`,
    furtherLines: FURTHER_LINES,
    append(text, labels, row) {
      const buckets = bucketsOf(row, boundsOf);
      const lines = appendBuckets(text, bucketStart(bucket, labels), buckets);
      const sum = `${labelled(sumStart, labels)} ${formatValue(buckets.sum)}\n`;
      return `${lines}${sum}${labelled(countStart, labels)} ${buckets.count}\n`;
    },
    check: (row) => void bucketsOf(row, boundsOf),
  };
}

function summaryLines(name: string): LineWriter {
  const start = sampleStart(name);
  const sumStart = sampleStart(`${name}_sum`);
  const countStart = sampleStart(`${name}_count`);
  return {
    key: `summary ${name}`,
    furtherLines: FURTHER_SUMMARY_LINES,
    append(text, labels, row) {
      const { quantiles, sum, count } = expectSummary(row);
      const quantileStart = furtherLabel(start, labels, 'quantile="');
      const lines = appendQuantiles(text, quantileStart, { quantiles, format: formatBound });
      const sumLine = `${labelled(sumStart, labels)} ${formatValue(sum)}\n`;
      return `${lines}${sumLine}${labelled(countStart, labels)} ${count}\n`;
    },
    check: (row) => void expectSummary(row),
  };
}
