import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { atOnce } from '../../../../src/foundation/turns.ts';
import { createTemporality } from '../../../../src/otlp/delta/temporality.ts';
import { partsOf } from '../../../../src/otlp/parts.ts';
import type { Collection } from '../../../../src/pipeline/collection.ts';
import { createMeterProvider } from '../../../../src/pipeline/meter-provider.ts';
import { downscaled, mergedBuckets } from '../../../../src/store/exponential.ts';
import type { Distribution, ExponentialBuckets, Series } from '../../../../src/store/family.ts';

const clock = vi.hoisted(() => ({ ms: 0 }));
vi.mock(import('../../../../src/foundation/clock.ts'), async (original) => ({
  ...(await original()),
  epochMs: () => clock.ms,
}));

setLogLevel('none');

/** What deltas add up to. */
interface Sum {
  value: number;
  total: number;
  counts: number[];
  exponential: ExponentialBuckets | undefined;
}

/** A backend that knows each series by its texts and adds up what it gets. */
class Backend {
  readonly #points = new Map<string, Series[]>();
  readonly #ends = new Map<string, number>();

  take({ families, timeMs }: Collection): void {
    for (const family of families) {
      for (const series of family.series()) {
        const { startTimeMs, value, distribution, exemplars } = series;
        const key = keyOf(family.descriptor.name, series);
        expect(startTimeMs).toBeLessThanOrEqual(timeMs);
        expect(startTimeMs, key).toBeGreaterThanOrEqual(this.#ends.get(key) ?? 0);
        this.#ends.set(key, timeMs);
        const points = this.#points.get(key) ?? [];
        points.push({ startTimeMs, value, distribution, exemplars } as Series);
        this.#points.set(key, points);
      }
    }
  }

  /** What came since a series began; of an observed one also what came before it was missed. */
  sumOf(name: string, series: Series): Sum {
    const since = name === 'observable' ? 0 : series.startTimeMs;
    const points = this.#points.get(keyOf(name, series)) ?? [];
    const sum: Sum = { value: 0, total: 0, counts: [], exponential: undefined };
    for (const { value, distribution, startTimeMs } of points) {
      if (startTimeMs < since) continue;
      sum.value += value;
      if (distribution !== undefined) addTo(sum, distribution);
    }
    expect(points.length, 'a series that nobody knows').toBeGreaterThan(0);
    return sum;
  }
}

function addTo(sum: Sum, { counts, count, sum: total, min, max, exponential }: Distribution): void {
  expect(min <= max).toBe(false);
  expect(counts.reduce((all, one) => all + one, 0)).toBe(count);
  sum.total += total;
  sum.counts = counts.map((one, bucket) => one + (sum.counts[bucket] ?? 0));
  if (exponential === undefined) return;
  const { counts: own, zeroCount } = exponential;
  expect(own.reduce((all, one) => all + one, zeroCount)).toBe(count);
  sum.exponential = sum.exponential ? mergedBuckets(sum.exponential, exponential) : exponential;
}

function keyOf(name: string, { attributes }: Series): string {
  return JSON.stringify([name, attributes ?? {}]);
}

/** Where intervals have to begin: none overlaps another one, and none of a series that is there is left out. */
class Timeline {
  /** Of the last push. */
  #timeMs = 0;
  #isWhole = false;
  #beginnings = new Map<string, number>();
  #lost = new Map<string, number>();

  push(collection: Collection, parts: readonly Collection[], arrived: number): void {
    const beginnings = new Map(
      keyedSeriesOf(collection).map(([key, one]) => [key, one.startTimeMs]),
    );
    const lost = new Map<string, number>();
    for (const [number, part] of parts.entries()) {
      for (const [key, { startTimeMs }] of keyedSeriesOf(deltasOf(part))) {
        this.#expectStart(key, startTimeMs, beginnings.get(key));
        if (number >= arrived) lost.set(key, startTimeMs);
      }
    }
    this.#timeMs = collection.timeMs;
    this.#isWhole = lost.size === 0;
    this.#beginnings = beginnings;
    this.#lost = lost;
  }

  #expectStart(key: string, startTimeMs: number, beginning: number | undefined): void {
    const wasThere = this.#beginnings.get(key) === beginning;
    // One that was missed is the same again.
    if (!wasThere && key.startsWith('["observable"')) return;
    if (!wasThere) expect(startTimeMs, key).toBe(beginning);
    else if (this.#lost.has(key)) expect(startTimeMs, key).toBe(this.#lost.get(key));
    else if (this.#isWhole) expect(startTimeMs, key).toBe(this.#timeMs);
    else expect(startTimeMs, key).toBeLessThanOrEqual(this.#timeMs);
  }
}

function keyedSeriesOf({ families }: Collection): (readonly [string, Series])[] {
  return families.flatMap((family) =>
    [...family.series()].map((series) => [keyOf(family.descriptor.name, series), series] as const),
  );
}

const KINDS = ['counter', 'observable', 'bounded', 'native', 'both'] as const;
const BOUNDARIES = [1, 10, 100];

/** An app with instruments of all kinds that may be pushed as deltas. */
function createApp() {
  const limits = { cardinalityLimit: 5000, totalCardinalityLimit: 100_000, seriesTtlMs: 0 };
  const provider = createMeterProvider(limits);
  const meter = provider.getMeter('shop');
  const observed = new Map<string, { attributes: Record<string, string>; total: number }>();
  let missed: unknown;
  meter.createObservableCounter('observable').addCallback((result) => {
    for (const { attributes, total } of observed.values()) {
      if (attributes !== missed) result.observe(total, attributes);
    }
  });
  meter.createUpDownCounter('level').add(1);
  meter.createGauge('gauge').record(1);
  const scope = { name: 'shop' };
  const tables = (['counter', 'bounded', 'native', 'both'] as const).map((name) => {
    const kind = name === 'counter' ? ('counter' as const) : ('histogram' as const);
    const form = name === 'counter' || name === 'bounded' ? ('classic' as const) : name;
    const boundaries = form === 'native' ? [] : BOUNDARIES;
    const plain = { description: '', unit: '', integer: false, showsScope: true };
    const descriptor = { name, kind, form, boundaries, ...plain };
    return [name, provider.store.register(scope, descriptor).table] as const;
  });
  const tableOf = new Map<string, (typeof tables)[number][1]>(tables);
  return {
    measure(name: string, attributes: Record<string, string>, amount: number): void {
      const table = tableOf.get(name);
      if (table !== undefined) {
        table.locate(attributes).take(amount);
        return;
      }
      const key = JSON.stringify(attributes);
      const total = (observed.get(key)?.total ?? 0) + amount;
      observed.set(key, { attributes, total });
    },
    end(name: string, attributes: Record<string, string>): void {
      tableOf.get(name)?.remove(attributes);
      // An observed one is missed once.
      if (name === 'observable') missed = observed.get(JSON.stringify(attributes))?.attributes;
    },
    async collect(): Promise<Collection> {
      await provider.observables.observe();
      missed = undefined;
      const families = provider.store.families();
      return { resource: {} as never, timeMs: clock.ms, families, errors: [] };
    },
  };
}

const attributes = fc.constantFrom<Record<string, string>[]>(
  {},
  { id: 'a' },
  { id: 'b' },
  { id: 'a', route: '/' },
);
const amount = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 0.1, 5, 50, 5000) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: 1e9, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(1e-100, 1e-9, 1e12) },
);
type App = ReturnType<typeof createApp>;
const measure = fc
  .tuple(fc.constantFrom(...KINDS), attributes, amount)
  .map(([kind, own, by]) => ({ act: (app: App) => app.measure(kind, own, by), pushes: undefined }));
const end = fc
  .tuple(fc.constantFrom(...KINDS), attributes)
  .map(([kind, own]) => ({ act: (app: App) => app.end(kind, own), pushes: undefined }));
/** How many parts arrive; the first that doesn't is the end of the push. */
const push = fc
  .constantFrom(0, 1, 2, 3, Number.POSITIVE_INFINITY)
  .map((pushes) => ({ act: undefined, pushes }));
const history = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: measure },
    { weight: 2, arbitrary: end },
    { weight: 3, arbitrary: push },
  ),
  { maxLength: 80, size: 'max' },
);

it('deltas add up to the totals, interval by interval, whatever arrives of them', async () => {
  const run = fc.asyncProperty(
    history,
    fc.integer({ min: 1, max: 8 }),
    async (acts, mostSeries) => {
      clock.ms = 1_000_000;
      const [app, backend, timeline] = [createApp(), new Backend(), new Timeline()];
      const temporality = createTemporality('delta');
      const last = { act: undefined, pushes: Number.POSITIVE_INFINITY };
      for (const { act, pushes } of [...acts, last]) {
        clock.ms++;
        act?.(app);
        if (pushes === undefined) continue;
        const collection = await app.collect();
        const parts = partsOf(atOnce(temporality.apply(collection)), mostSeries);
        timeline.push(collection, parts, pushes);
        for (const part of parts.slice(0, pushes)) {
          backend.take(deltasOf(part));
          temporality.delivered(part);
        }
        if (pushes >= parts.length) expectAll(backend, collection);
      }
    },
  );
  await fc.assert(run, { numRuns: 300 });
});

function deltasOf(part: Collection): Collection {
  return { ...part, families: part.families.filter(({ isDelta }) => isDelta === true) };
}

/** Everything that was collected has arrived. */
function expectAll(backend: Backend, { families }: Collection): void {
  for (const family of families) {
    if (family.kind !== 'counter' && family.kind !== 'histogram') continue;
    for (const series of family.series()) {
      const sum = backend.sumOf(family.descriptor.name, series);
      expectClose(sum.value, series.value);
      if (series.distribution === undefined) continue;
      expectClose(sum.total, series.distribution.sum);
      expect(sum.counts).toEqual(series.distribution.counts);
      expect(shapeOf(sum.exponential)).toEqual(shapeOf(series.distribution.exponential));
    }
  }
}

function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
}

/** Amounts by bucket, at a scale that any series has come down to. */
function shapeOf(buckets: ExponentialBuckets | undefined): unknown {
  if (buckets === undefined) return undefined;
  const { offset, counts, zeroCount } = downscaled(buckets, -4);
  const filled = counts.map((count, position) => [offset + position, count]);
  return { zeroCount, filled: filled.filter(([, count]) => count !== 0) };
}
