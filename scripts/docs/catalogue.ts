import { loadConfig } from '../../src/config/load.ts';
import type { Config } from '../../src/config/options.ts';
import { metricName } from '../../src/exposition/names.ts';
import { OBSERVERS } from '../../src/instrumentations/catalog.ts';
import { createErrorObserver } from '../../src/instrumentations/process/errors.ts';
import { createMeterProvider, type MeterProvider } from '../../src/pipeline/meter-provider.ts';
import { AGENT_SCOPE, createSelfMetrics } from '../../src/pipeline/self-metrics.ts';
import type { FamilyKind } from '../../src/store/descriptor.ts';
import type { Metric } from '../../src/store/metric.ts';

/** A metric that the agent makes by itself. */
export interface CatalogueMetric {
  readonly name: string;
  readonly kind: FamilyKind;
  readonly unit: string;
  readonly description: string;
  /** Its name on the page; a histogram's is followed by `_bucket`, `_sum` and `_count` there. */
  readonly pageName: string;
  /** Whether an option has to be turned on for it. */
  readonly isOptional: boolean;
}

/** Who makes the metrics, and what it looks at to do so. */
export interface CatalogueGroup {
  readonly name: string;
  readonly observes: string;
  readonly metrics: readonly CatalogueMetric[];
}

/** The agent itself, as an observer among the others. */
const AGENT = { name: 'agent', observes: "the agent's own state" };

/** The option that adds metrics. */
export const ADDING_OPTION = 'httpBodySizes';

/** Everything that the agent registers by itself, from the observers themselves. */
export function readCatalogue(): CatalogueGroup[] {
  const byDefault = new Set(register({}).flatMap(({ metrics }) => metrics.map(nameOf)));
  return register({ [ADDING_OPTION]: true }).map(({ name, observes, metrics }) => ({
    name,
    observes,
    metrics: metrics.map((metric) => describe(metric, !byDefault.has(nameOf(metric)))),
  }));
}

function nameOf({ descriptor }: Metric): string {
  return descriptor.name;
}

function describe({ descriptor, kind }: Metric, isOptional: boolean): CatalogueMetric {
  const { name, unit, description } = descriptor;
  const pageName = metricName({ name, unit, kind }, '');
  return { name, kind, unit, description, pageName, isOptional };
}

function register(options: Partial<Config>) {
  const provider = createMeterProvider({
    cardinalityLimit: 2000,
    totalCardinalityLimit: 10_000,
    seriesTtlMs: 0,
  });
  const config: Config = { ...loadConfig({ env: {}, folder: '/' }).config, ...options };
  const groups = [...OBSERVERS, createErrorObserver()].map(({ name, observes, start }) => ({
    name,
    observes,
    metrics: registeredBy(provider, () => start(provider.getMeter(AGENT_SCOPE), config)()),
  }));
  const own = registeredBy(provider, () => createSelfMetrics(provider));
  return [...groups, { ...AGENT, metrics: own }];
}

function registeredBy(provider: MeterProvider, action: () => unknown): Metric[] {
  const before = new Set(provider.store.metrics());
  action();
  return [...provider.store.metrics()].filter((metric) => !before.has(metric));
}
