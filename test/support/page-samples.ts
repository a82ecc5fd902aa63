import type { NameRules } from './exposition-line.ts';
import { type ParsedSample, parseExposition } from './exposition-parser.ts';
import { parseOpenMetrics } from './openmetrics-parser.ts';
import type { Exchange } from './page-relay.ts';
import { labelsOf, parseProtobufPage } from './protobuf-page.ts';
import type { PageFamily, PageHistogram, PageSummary } from './protobuf-schema.ts';

const RULES: Readonly<Record<string, NameRules>> = {
  'allow-utf-8': 'utf-8',
  dots: 'escaped',
  values: 'escaped',
};

/** A native histogram of a page in protobuf. */
export interface NativeSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly histogram: PageHistogram;
}

/** What a page says, whatever its format, as a server stores it. */
export interface PageSamples {
  readonly samples: readonly ParsedSample[];
  readonly native: readonly NativeSeries[];
}

/**
 * What our own strict parsers read in a page. Throws where it is not one of its format. `names` is
 * how strict they are about names unless the page's escaping scheme says otherwise.
 */
export function readPage(
  { contentType, body }: Pick<Exchange, 'contentType' | 'body'>,
  names: NameRules = 'old',
): PageSamples {
  const [, escaping = ''] = /escaping=([\w-]+)/.exec(contentType) ?? [];
  const rules = RULES[escaping] ?? names;
  if (contentType.startsWith('application/vnd.google.protobuf')) {
    return ofProtobuf(parseProtobufPage(body, { anyNames: rules !== 'old' }));
  }
  const isOpenMetrics = contentType.startsWith('application/openmetrics-text');
  const parse = isOpenMetrics ? parseOpenMetrics : parseExposition;
  const metrics = parse(body.toString(), rules);
  return { samples: metrics.flatMap((metric) => metric.samples), native: [] };
}

function ofProtobuf(families: readonly PageFamily[]): PageSamples {
  const native: NativeSeries[] = [];
  const samples = families.flatMap(({ name, metric }) =>
    metric.flatMap((one): ParsedSample[] => {
      const labels = labelsOf(one);
      const { histogram, summary, counter, gauge } = one;
      if (summary !== undefined) return summarySamples(name, labels, summary);
      if (histogram === undefined) {
        return [{ name, labels, value: (counter ?? gauge)?.value ?? Number.NaN }];
      }
      if (histogram.schema !== undefined) native.push({ name, labels, histogram });
      const isNativeOnly = histogram.schema !== undefined && histogram.bucket.length === 0;
      return isNativeOnly ? [] : classicSamples(name, labels, histogram);
    }),
  );
  return { samples, native };
}

export function summarySamples(
  name: string,
  labels: ParsedSample['labels'],
  { quantile, sampleSum, sampleCount }: PageSummary,
): ParsedSample[] {
  return [
    ...quantile.map((one) => ({
      name,
      labels: { ...labels, quantile: String(one.quantile) },
      value: one.value,
    })),
    { name: `${name}_sum`, labels, value: sampleSum },
    { name: `${name}_count`, labels, value: sampleCount },
  ];
}

function classicSamples(
  name: string,
  labels: ParsedSample['labels'],
  { bucket, sampleCount, sampleSum }: PageHistogram,
): ParsedSample[] {
  const buckets = bucket.map(({ upperBound, cumulativeCount }) => ({
    name: `${name}_bucket`,
    labels: { ...labels, le: String(upperBound) },
    value: cumulativeCount,
  }));
  // The bucket of +Inf may be left out, since it says no more than the count.
  if (bucket.at(-1)?.upperBound !== Number.POSITIVE_INFINITY) {
    buckets.push({
      name: `${name}_bucket`,
      labels: { ...labels, le: '+Inf' },
      value: sampleCount,
    });
  }
  return [
    ...buckets,
    { name: `${name}_sum`, labels, value: sampleSum },
    { name: `${name}_count`, labels, value: sampleCount },
  ];
}
