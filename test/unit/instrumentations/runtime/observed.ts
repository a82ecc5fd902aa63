import { monitorEventLoopDelay } from 'node:perf_hooks';
import { type Config, OPTIONS } from '../../../../src/config/options.ts';
import { createMeterProvider } from '../../../../src/pipeline/meter-provider.ts';
import type { Observer } from '../../../../src/pipeline/observer.ts';
import type { Distribution, Family, StoredAttributes } from '../../../../src/store/family.ts';
import { waitFor } from '../../../support/app-process.ts';

/** One series as it was at a collection. */
export interface Reading {
  readonly attributes: StoredAttributes;
  readonly value: number;
  readonly distribution: Distribution | undefined;
}

export interface Observed {
  families(): readonly Family[];
  /** Collects, then lists the series of a metric. */
  series(name: string): Promise<Reading[]>;
  /** Collects, then reads the one series of a metric that has this attribute value. */
  value(name: string, attribute?: string): Promise<number>;
  stop(): void;
}

const DEFAULTS = Object.fromEntries(
  Object.entries(OPTIONS).map(([name, option]) => [name, option.default]),
) as unknown as Config;

/** Starts an observer over the real pipeline, with the default configuration. */
export function observed(observer: Observer, config: Partial<Config> = {}): Observed {
  const provider = createMeterProvider({
    cardinalityLimit: 2000,
    totalCardinalityLimit: 10_000,
    seriesTtlMs: 0,
  });
  const stop = observer.start(provider.getMeter('test'), { ...DEFAULTS, ...config });
  const families = () => provider.store.families();
  async function series(name: string): Promise<Reading[]> {
    await provider.observables.observe();
    const family = families().find(({ descriptor }) => descriptor.name === name);
    if (family === undefined) throw new Error(`there is no metric ${name}`);
    return [...family.series()].map(({ attributes, value, distribution }) => ({
      attributes,
      value,
      distribution,
    }));
  }
  return {
    families,
    series,
    async value(name, attribute) {
      const found = (await series(name)).filter(
        ({ attributes }) =>
          attribute === undefined || Object.values(attributes).includes(attribute),
      );
      const [only] = found;
      if (only === undefined || found.length > 1) {
        throw new Error(`${name} has ${found.length} series for ${attribute}`);
      }
      return only.value;
    },
    stop,
  };
}

/** Waits until Node has sampled a loop's delay so often, at a resolution in milliseconds. */
export async function loopSampled(count: number, resolution: number): Promise<void> {
  const histogram = monitorEventLoopDelay({ resolution });
  histogram.enable();
  await waitFor(
    () => histogram.count >= count || undefined,
    () => `${histogram.count} samples`,
  );
  histogram.disable();
}

/** Taken before a test stops or moves the clock. */
const elapsedMs = performance.now.bind(performance);

/** Keeps the event loop, and a processor, busy. */
export function block(ms: number): void {
  const end = elapsedMs() + ms;
  while (elapsedMs() < end);
}
