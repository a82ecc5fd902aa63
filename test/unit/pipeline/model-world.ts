import type { ObservableCallback } from '@opentelemetry/api';
import { createCollect, storeSource } from '../../../src/pipeline/collect.ts';
import type { Collection } from '../../../src/pipeline/collection.ts';
import type { Meter } from '../../../src/pipeline/meter.ts';
import type { MeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { createRenderer } from '../exposition/render.ts';
import { BOUNDARIES, type Entries, type MeasuredKind, Model, type ObservedKind } from './model.ts';
import { newProvider } from './readings.ts';

export const LIMITS = { limit: 6, totalLimit: 16 };
export interface Bound {
  readonly kind: MeasuredKind;
  readonly name: string;
  readonly measure: (value: number) => void;
}

/** The instruments under test, and the model that says what they must show. */
export interface World {
  readonly provider: MeterProvider;
  readonly meter: Meter;
  readonly model: Model;
  readonly collect: () => Promise<Collection>;
  readonly render: ReturnType<typeof createRenderer>;
  readonly bound: Bound[];
  readonly observed: Map<ObservedKind, (readonly [Entries, number])[]>;
  /** The app's objects that it passes again and again: written anew, or frozen. */
  readonly scratch: object;
  readonly frozen: Map<Entries, object>;
  /** What earlier collections showed. */
  readonly seen: Map<string, { value: number; startTimeMs: number }>;
}

export const INSTRUMENTS = {
  counter: (meter: Meter) => meter.createCounter('counter'),
  upDown: (meter: Meter) => meter.createUpDownCounter('upDown'),
  gauge: (meter: Meter) => meter.createGauge('gauge'),
  histogram: (meter: Meter) =>
    meter.createHistogram('histogram', { advice: { explicitBucketBoundaries: BOUNDARIES } }),
} as const;

export function use(
  { meter }: World,
  kind: MeasuredKind,
  value: unknown,
  attributes: unknown,
): void {
  const instrument = INSTRUMENTS[kind](meter);
  if ('record' in instrument) instrument.record(value as number, attributes as never);
  else instrument.add(value as number, attributes as never);
}

/** How an app may write down attributes. */
export const SHAPES: Record<string, (entries: Entries, world: World) => object> = {
  plain: (entries) => written({}, entries),
  reversed: (entries) => written({}, [...entries].reverse()),
  bare: (entries) => written(Object.create(null), entries),
  inheriting: (entries) => written(Object.create({ a: 'inherited', z: 1 }), entries),
  proxied: (entries) => new Proxy(written({}, entries), {}),
  rewritten(entries, { scratch }) {
    for (const key of Object.keys(scratch)) Reflect.deleteProperty(scratch, key);
    return written(scratch, entries);
  },
  frozen(entries, { frozen }) {
    const known = frozen.get(entries) ?? Object.freeze(written({}, entries));
    frozen.set(entries, known);
    return known;
  },
};
export function shaped(world: World, shape: string, entries: Entries): object {
  return SHAPES[shape]?.(entries, world) ?? {};
}

export function written(target: object, entries: Entries): object {
  const common = { enumerable: true, configurable: true, writable: true };
  for (const [key, value] of entries) Object.defineProperty(target, key, { ...common, value });
  return target;
}

/** An app with an instrument of each kind. `junk` is what its callbacks observe beside, and throw. */
export function newWorld(junk: unknown): World {
  const provider = newProvider(LIMITS.limit, {
    totalCardinalityLimit: LIMITS.totalLimit,
    seriesTtlMs: 1,
  });
  const meter = provider.getMeter('shop');
  const observed: World['observed'] = new Map();
  const observing =
    (kind: ObservedKind): ObservableCallback =>
    (result) => {
      for (const [entries, value] of observed.get(kind) ?? []) {
        result.observe(value, written({}, entries) as never);
      }
      if (typeof junk !== 'number') result.observe(junk as number, { id: 0 });
      throw junk;
    };
  meter.createObservableCounter('observableCounter').addCallback(observing('observableCounter'));
  meter
    .createObservableUpDownCounter('observableUpDown')
    .addCallback(observing('observableUpDown'));
  meter.createObservableGauge('observableGauge').addCallback(observing('observableGauge'));
  return {
    ...{ provider, meter, observed, bound: [], scratch: {}, frozen: new Map(), seen: new Map() },
    model: new Model(LIMITS),
    collect: createCollect([storeSource(provider)], {}),
    render: createRenderer(),
  };
}
