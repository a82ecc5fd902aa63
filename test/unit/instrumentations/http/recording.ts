import { type Config, OPTIONS } from '../../../../src/config/options.ts';
import {
  createMeterProvider,
  type MeterProvider,
} from '../../../../src/pipeline/meter-provider.ts';
import type { Observer } from '../../../../src/pipeline/observer.ts';
import type { StoredAttributes } from '../../../../src/store/family.ts';

/** A series: its attributes, and its count (of a histogram) or value. */
export type Row = readonly [attributes: StoredAttributes, count: number];

export interface Recording {
  /** The series of a metric, without those that stand at 0; in the order of their attributes. */
  rows(metric: string): Row[];
  /** Measurements in all series of a metric. */
  total(metric: string): number;
  /** Sum of all values of a histogram. */
  sum(metric: string): number;
  boundaries(metric: string): readonly number[] | undefined;
  readonly provider: MeterProvider;
  stop(): void;
}

const DEFAULTS = Object.fromEntries(
  Object.entries(OPTIONS).map(([name, option]) => [name, option.default]),
) as unknown as Config;

/** Starts an observer, or what makes one, over the real store. */
export function record(
  observer: Observer | ((provider: MeterProvider) => Observer),
  config: Partial<Config> = {},
): Recording {
  const provider = createMeterProvider({
    cardinalityLimit: 2000,
    totalCardinalityLimit: 10_000,
    seriesTtlMs: 0,
  });
  const meter = provider.getMeter('test');
  const started = typeof observer === 'function' ? observer(provider) : observer;
  const stop = started.start(meter, { ...DEFAULTS, ...config });
  const families = (metric: string) =>
    provider.store.families().filter(({ descriptor }) => descriptor.name === metric);
  const series = (metric: string) => families(metric).flatMap((family) => [...family.series()]);

  function rows(metric: string): Row[] {
    return series(metric)
      .map(({ attributes, value, distribution }): Row => [attributes, distribution?.count ?? value])
      .filter(([, count]) => count !== 0)
      .sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
  }

  return {
    provider,
    rows,
    total: (metric) => rows(metric).reduce((total, [, count]) => total + count, 0),
    sum: (metric) =>
      series(metric).reduce((total, { distribution }) => total + (distribution?.sum ?? 0), 0),
    boundaries: (metric) => families(metric)[0]?.descriptor.boundaries,
    stop,
  };
}
