import { createNaming } from '../../../src/exposition/naming.ts';
import type { FamilyKind } from '../../../src/store/descriptor.ts';
import type { ParsedSample } from '../exposition-parser.ts';
import { sampleMap } from '../ledger.ts';
import type { ReceivedMetric, ReceivedMetrics, ReceivedPoint } from './received.ts';

/**
 * What a server with Prometheus's names and labels makes of requests, as the specification's
 * "Prometheus and OpenMetrics Compatibility" wants it, and no cleverer than that: of two points for
 * one series in a request the last one stays. What is said as deltas is added up.
 */
export function storedSamples(requests: readonly ReceivedMetrics[]): ParsedSample[] {
  const stored = new Map<string, ParsedSample>();
  for (const { metrics } of requests) {
    const told = metrics.flatMap((metric) =>
      metric.points.flatMap((point) =>
        samplesOf(metric, point).map((sample) => ({
          sample,
          isDelta: metric.temporality === 'delta',
        })),
      ),
    );
    const request = new Map(told.map((one) => [identity(one.sample), one]));
    for (const [key, { sample, isDelta }] of request) {
      const before = isDelta ? (stored.get(key)?.value ?? 0) : 0;
      stored.set(key, { ...sample, value: before + sample.value });
    }
  }
  return [...stored.values()];
}

const NAMING = createNaming({
  prefix: '',
  translation: 'UnderscoreEscapingWithSuffixes',
  escaping: 'underscores',
});

function identity(sample: ParsedSample): string {
  return [...sampleMap([sample]).keys()].join();
}

function samplesOf(metric: ReceivedMetric, point: ReceivedPoint): ParsedSample[] {
  const { value, count, sum, quantiles } = point;
  const kind = kindOf(metric);
  const name = NAMING.metricName({ name: metric.name, unit: metric.unit, kind });
  const labels = labelsOf(metric, point);
  const one = (ending: string, number = Number.NaN, more = {}): ParsedSample => ({
    name: name + ending,
    labels: { ...labels, ...more },
    value: number,
  });
  if (kind === 'histogram') {
    return [
      ...bucketsOf(point).map(([le, upTo]) => one('_bucket', upTo, { le })),
      one('_sum', sum),
      one('_count', count),
    ];
  }
  if (kind === 'summary') {
    const all = quantiles ?? [];
    return [
      ...all.map(({ quantile, value }) => one('', value, { quantile: String(quantile) })),
      ...[one('_sum', sum), one('_count', count)],
    ];
  }
  return [one('', value)];
}

function kindOf({ kind, monotonic }: ReceivedMetric): FamilyKind {
  if (kind === 'sum') return monotonic ? 'counter' : 'up-down-counter';
  return kind === 'exponentialHistogram' ? 'histogram' : kind;
}

/** Up to each bound; of exponential buckets, which have none, all of them. */
function bucketsOf({
  explicitBounds = [],
  bucketCounts = [],
  count = 0,
}: ReceivedPoint): [string, number][] {
  let upTo = 0;
  const bounded = explicitBounds.map((bound, at): [string, number] => {
    upTo += bucketCounts[at] ?? 0;
    return [String(bound), upTo];
  });
  return [...bounded, ['+Inf', count]];
}

/** Keys that become one label, or one that the server needs, overwrite each other. */
function labelsOf(
  { scope }: ReceivedMetric,
  { attributes }: ReceivedPoint,
): Record<string, string> {
  const labels = Object.entries(attributes).map(([key, value]) => [
    NAMING.labelName(key),
    String(value),
  ]);
  const ofScope = [
    ['otel_scope_name', scope.name],
    ['otel_scope_version', scope.version ?? ''],
  ];
  return Object.fromEntries([...labels, ...ofScope].filter(([, value]) => value !== ''));
}
