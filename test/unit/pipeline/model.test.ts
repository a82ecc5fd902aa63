import type { ObservableCallback } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { createCollect, storeSource } from '../../../src/pipeline/collect.ts';
import type { Collection } from '../../../src/pipeline/collection.ts';
import type { Meter } from '../../../src/pipeline/meter.ts';
import { newProvider } from './readings.ts';

setLogLevel('none');

const LIMIT = 6;
const BOUNDARIES = [5, 50];

/** What the app has told us of one kind, as a plain map from the id of a series to its values. */
type Told = Map<number, number[]>;

/** The instruments under test and the model that says what they must show. */
interface World {
  readonly meter: Meter;
  readonly collect: () => Promise<Collection>;
  readonly told: Record<Kind, Told>;
}

const KINDS = {
  counter: (meter: Meter) => meter.createCounter('counter'),
  upDown: (meter: Meter) => meter.createUpDownCounter('upDown'),
  gauge: (meter: Meter) => meter.createGauge('gauge'),
  histogram: (meter: Meter) =>
    meter.createHistogram('histogram', { advice: { explicitBucketBoundaries: BOUNDARIES } }),
} as const;
const OBSERVED = ['observableCounter', 'observableUpDown', 'observableGauge'] as const;
type Kind = keyof typeof KINDS | (typeof OBSERVED)[number];

/** How many distinct series the model uses: more than the limit. */
const ids = fc.nat(2 * LIMIT);
const values = fc.integer({ min: 0, max: 1000 });
const kinds = fc.constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[]));
const THROWING = new Proxy({}, { get: thrower, ownKeys: thrower, getPrototypeOf: thrower });
const hostile = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true, withSparseArray: true }),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, Symbol('x'), THROWING, () => {}),
);

type Command = fc.AsyncCommand<object, World>;

function command(
  name: string,
  thing: unknown,
  run: (world: World) => void | Promise<void>,
): Command {
  return {
    check: () => true,
    run: async (_model, world) => run(world),
    toString: () => `${name}(${printed(thing)})`,
  };
}

/** For fast-check's report: some of the things refuse to be printed. */
function printed(thing: unknown): string {
  try {
    return fc.stringify(thing);
  } catch {
    return 'what cannot be printed';
  }
}

const record = fc.tuple(kinds, ids, values).map(([kind, id, value]) =>
  command(kind, [id, value], ({ meter, told }) => {
    const instrument = KINDS[kind](meter);
    if ('add' in instrument) instrument.add(value, { id });
    else instrument.record(value, { id });
    tell(told[kind], id, value);
  }),
);

/** A bad value, or bad attributes: neither may touch a good series, nor throw. */
const recordHostile = fc.tuple(kinds, ids, hostile).map(([kind, id, thing]) =>
  command(kind, thing, ({ meter }) => {
    const instrument = KINDS[kind](meter);
    const use = (value: unknown, attributes: unknown) =>
      'add' in instrument
        ? instrument.add(value as number, attributes as never)
        : instrument.record(value as number, attributes as never);
    if (typeof thing !== 'number') use(thing, { id });
    // Nothing is added: `0` where it would count, and never into a gauge or a histogram.
    if ('add' in instrument) use(0, thing);
  }),
);

const makeHostile = fc.tuple(hostile, hostile).map(([name, options]) =>
  command('make', [name, options], ({ meter }) => {
    const [list, callback] = [[name, options], name];
    for (const make of Object.keys(meter) as (keyof Meter)[]) {
      const args = make.includes('Batch') ? [callback, list] : [name, options];
      (meter[make] as (...all: unknown[]) => void)(...args);
    }
  }),
);

const collectAndCompare = fc.constant(
  command('collect', undefined, async ({ collect, told }) => {
    const { families, errors } = await collect();
    expect(errors).toEqual([]);
    for (const kind of Object.keys(told) as Kind[]) {
      const [family] = families.filter(({ descriptor }) => descriptor.name === kind);
      compare(kind, [...(family?.series() ?? [])], told[kind]);
    }
  }),
);

const observe = fc
  .tuple(fc.constantFrom(...OBSERVED), fc.dictionary(ids.map(String), values))
  .map(([kind, round]) =>
    command(kind, round, ({ told }) => {
      told[kind].clear();
      for (const [id, value] of Object.entries(round)) told[kind].set(Number(id), [value]);
    }),
  );

describe('seven kinds of instruments', () => {
  it('show exactly what they were told, whatever else happens', async () => {
    const commands = fc.commands([record, recordHostile, makeHostile, observe, collectAndCompare], {
      maxCommands: 40,
    });
    await fc.assert(
      fc.asyncProperty(commands, hostile, async (run, junk) => {
        await fc.asyncModelRun(() => ({ model: {}, real: newWorld(junk) }), run);
      }),
      { numRuns: 2000 },
    );
  });
});

function newWorld(junk: unknown): World {
  const provider = newProvider(LIMIT);
  const meter = provider.getMeter('shop');
  const told = Object.fromEntries(
    [...Object.keys(KINDS), ...OBSERVED].map((kind) => [kind, new Map()]),
  ) as unknown as Record<Kind, Told>;
  const observing =
    (kind: Kind): ObservableCallback =>
    (result) => {
      for (const [id, [value]] of told[kind]) result.observe(value as number, { id });
      if (typeof junk !== 'number') result.observe(junk as number, { id: 0 });
      throw junk;
    };
  meter.createObservableCounter('observableCounter').addCallback(observing('observableCounter'));
  meter
    .createObservableUpDownCounter('observableUpDown')
    .addCallback(observing('observableUpDown'));
  meter.createObservableGauge('observableGauge').addCallback(observing('observableGauge'));
  return { meter, told, collect: createCollect([storeSource(provider)], {}) };
}

function tell(told: Told, id: number, value: number): void {
  told.set(id, [...(told.get(id) ?? []), value]);
}

interface Shown {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number;
  readonly distribution?: { readonly sum: number; readonly counts: readonly number[] } | undefined;
}

/**
 * Series with an id are exact; all series together are exact too, where values add up. A gauge
 * shows no series that was never set: it would show 0.
 */
function compare(kind: Kind, shown: readonly Shown[], told: Told): void {
  expect(shown.length).toBeLessThanOrEqual(LIMIT);
  const isGauge = kind.toLowerCase().endsWith('gauge');
  for (const { attributes, value, distribution } of shown) {
    const all = told.get(attributes.id as number);
    if (isGauge && 'id' in attributes) expect(all).toBeDefined();
    if (all === undefined) continue;
    if (distribution !== undefined) expect(distribution.counts).toEqual(bucketed(all));
    else expect(value).toBe(isGauge ? all.at(-1) : sumOf(all));
  }
  if (isGauge) return;
  const total = sumOf(shown.map(({ value, distribution }) => distribution?.sum ?? value));
  expect(total).toBe(sumOf([...told.values()].flat()));
}

function bucketed(recorded: readonly number[]): number[] {
  const bounds = [...BOUNDARIES, Infinity];
  return bounds.map(
    (bound, i) =>
      recorded.filter((value) => value <= bound && value > (bounds[i - 1] ?? -Infinity)).length,
  );
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0);
}

function thrower(): never {
  throw new Error('thrown by the app');
}
