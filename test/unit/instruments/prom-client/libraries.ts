import { createRequire } from 'node:module';
import type * as PromClient from 'prom-client';
import type { Family, Series } from '../../../../src/store/family.ts';

const require = createRequire(import.meta.url);

export type Library = typeof PromClient;

/** Both libraries; the second is declared as the first, as far as tests use it. */
export const LIBRARIES = ['prom-client', '@prometheus-io/client'] as const;

/** A copy of a library by itself, with a default registry that nobody else has. */
export function freshCopy(name: (typeof LIBRARIES)[number]): Library {
  for (const file of Object.keys(require.cache)) {
    if (file.includes(`/node_modules/${name}/`)) delete require.cache[file];
  }
  return require(name) as Library;
}

export type Sample = readonly [name: string, labels: Record<string, string>, value: number];

/** What a registry says of itself, in an order of ours. */
export async function samplesIn(registry: PromClient.Registry): Promise<Sample[]> {
  const metrics = await registry.getMetricsAsJSON();
  return inOrder(
    metrics.flatMap(({ name, values }) =>
      (values as JsonValue[]).map(({ metricName = name, labels = {}, value }) => {
        const texts = Object.entries(labels).map(([label, text]) => [label, String(text)]);
        return [metricName, Object.fromEntries(texts), value] as Sample;
      }),
    ),
  );
}

interface JsonValue {
  readonly metricName?: string;
  readonly labels?: Record<string, unknown>;
  readonly value: number;
}

/** What families say, as lines of a page. */
export function samplesOf(families: readonly Family[]): Sample[] {
  return inOrder(
    families.flatMap((family) =>
      [...family.series()].flatMap((series) => linesOf(family.descriptor.name, series)),
    ),
  );
}

function linesOf(name: string, series: Series): Sample[] {
  const { value, distribution, summary } = series;
  const labels = series.attributes as Record<string, string>;
  const { count, sum } = distribution ?? summary ?? {};
  if (count === undefined || sum === undefined) return [[name, { ...labels }, value]];
  const totals: Sample[] = [
    [`${name}_sum`, { ...labels }, sum],
    [`${name}_count`, { ...labels }, count],
  ];
  const quantiles = (summary?.quantiles ?? []).map(
    ({ quantile, value }): Sample => [name, { ...labels, quantile: String(quantile) }, value],
  );
  let total = 0;
  const buckets = (distribution?.counts ?? []).map((counted, index): Sample => {
    total += counted;
    const le = String(distribution?.boundaries[index] ?? '+Inf');
    return [`${name}_bucket`, { ...labels, le }, total];
  });
  return [...buckets, ...quantiles, ...totals];
}

export function inOrder(samples: readonly Sample[]): Sample[] {
  const key = ([name, labels]: Sample) => JSON.stringify([name, Object.entries(labels).sort()]);
  return [...samples].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}
