import { CLASSIC_METRICS } from '../../../exposition/classic/table.ts';
import { isOfAgent } from '../../../exposition/own-names.ts';
import type { Page, PageFamily, PageSeries } from '../../page/page.ts';
import { type StatsAnswer, statsOf } from './stats-answer.ts';

/** What the app exposes, and which of it the app itself has made. */
export interface AppPage {
  readonly page: Page;
  /** All but what describes the target. */
  readonly metrics: readonly PageFamily[];
  /** Those that no observer measures: declared, recorded by the API, or bridged. */
  readonly own: readonly PageFamily[];
  /** Names that a selector may have: a histogram's `_bucket`, and the like. */
  readonly sampleNames: ReadonlySet<string>;
  /** As Prometheus counts them: each line of the page is one. */
  readonly numSamples: number;
}

const DESCRIBES_TARGET = 'target_info';
const SCOPE_LABEL = 'otel_scope_name';

export function createAppPage(page: Page, stats: StatsAnswer | undefined): AppPage {
  const metrics = [...page.metrics.values()].filter(({ name }) => !isAboutTarget(name));
  const isOwn = (family: PageFamily) => {
    const scope = statsOf(stats, family.name)?.scope ?? scopeOnPage(family);
    return scope === undefined ? !isClassic(family.name) : !isOfAgent({ name: scope });
  };
  return {
    page,
    metrics,
    own: metrics.filter(isOwn),
    sampleNames: new Set([...page.metrics.values()].flatMap(samplesOf)),
    numSamples: [...page.metrics.values()].flatMap(({ series }) => series).reduce(addSamples, 0),
  };
}

function isAboutTarget(name: string): boolean {
  return name === DESCRIBES_TARGET;
}

/** Statistics are of OpenTelemetry's names, and classic metrics need not say their scope. */
function isClassic(name: string): boolean {
  return CLASSIC_METRICS.some((metric) => name.endsWith(metric.name));
}

function scopeOnPage({ series }: PageFamily): string | undefined {
  return series.map(({ labels }) => labels[SCOPE_LABEL]).find((scope) => scope !== undefined);
}

function samplesOf({ name, type }: PageFamily): readonly string[] {
  switch (type) {
    case 'histogram':
      // A native one has its own name.
      return [name, `${name}_bucket`, `${name}_count`, `${name}_sum`];
    case 'summary':
      return [name, `${name}_count`, `${name}_sum`];
    default:
      return [name];
  }
}

function addSamples(
  sum: number,
  { buckets, quantiles, count, sum: total, value }: PageSeries,
): number {
  const single = [count, total, value].filter((one) => one !== undefined).length;
  return sum + single + (buckets?.length ?? 0) + (quantiles?.length ?? 0);
}
