import type { ParsedMetric, ParsedSample } from '../../../support/exposition-parser.ts';
import { summarySamples } from '../../../support/page-samples.ts';
import { labelsOf } from '../../../support/protobuf-page.ts';
import type { PageFamily, PageMetric } from '../../../support/protobuf-schema.ts';

/** A page's metrics with their samples in one order, whatever format they were read from. */
export type Samples = Readonly<Record<string, readonly string[]>>;

export function samplesOfText(metrics: readonly ParsedMetric[]): Samples {
  return Object.fromEntries(
    metrics.map(({ name, type, help = '', samples }) => [
      `${name} ${type} ${help}`,
      samples.map(textOf).sort(),
    ]),
  );
}

/** The classic samples that Prometheus makes of the messages. */
export function samplesOfMessages(families: readonly PageFamily[]): Samples {
  return Object.fromEntries(
    families.map(({ name, type, help = '', metric }) => [
      `${name} ${type.toLowerCase()} ${help}`,
      metric.flatMap((one) => samplesOf(name, one).map(textOf)).sort(),
    ]),
  );
}

function samplesOf(name: string, metric: PageMetric): ParsedSample[] {
  const labels = labelsOf(metric);
  const { histogram, summary, counter, gauge } = metric;
  if (summary !== undefined) return summarySamples(name, labels, summary);
  if (histogram === undefined) {
    return [{ name, labels, value: (counter ?? gauge)?.value ?? Number.NaN }];
  }
  const { bucket, sampleCount, sampleSum } = histogram;
  const bounded = bucket.filter(({ upperBound }) => upperBound < Number.POSITIVE_INFINITY);
  return [
    ...bounded.map(({ upperBound, cumulativeCount }) => ({
      name: `${name}_bucket`,
      labels: { ...labels, le: String(upperBound) },
      value: cumulativeCount,
    })),
    { name: `${name}_bucket`, labels: { ...labels, le: '+Inf' }, value: sampleCount },
    { name: `${name}_sum`, labels, value: sampleSum },
    { name: `${name}_count`, labels, value: sampleCount },
  ];
}

/** -0 is as good as 0. */
export function textOf({ name, labels, value }: ParsedSample): string {
  const { le, ...rest } = labels;
  const bound = le === undefined ? '' : `le ${Number(le.replace('Inf', 'Infinity'))} `;
  return `${name} ${JSON.stringify(Object.entries(rest).sort())} ${bound}${value + 0}`;
}
