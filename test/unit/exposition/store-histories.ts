import fc from 'fast-check';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { createMeterProvider } from '../../../src/pipeline/meter-provider.ts';
import type { Family, StoredAttributes, StoredValue } from '../../../src/store/family.ts';
import type { Metric } from '../../../src/store/metric.ts';
import type { History } from './histories.ts';
import { labelsOf } from './reference-page.ts';

setLogLevel('none');

/** Of the store's blocks more than one. */
const CROWD = 300;
const AMOUNT = 1e6;
const FEW_BUCKETS = { explicitBucketBoundaries: [5] };

const SCOPES: readonly (readonly [name: string, version?: string])[] = [
  ['lib'],
  ['other'],
  ['lib', '1'],
];
const MAKERS = [
  ...(['createCounter', 'createUpDownCounter', 'createGauge'] as const),
  ...(['createHistogram', 'createSummary'] as const),
] as const;

interface Instrument {
  measure(attributes: StoredAttributes, amount: number): void;
  remove(attributes: StoredAttributes): void;
  clear(): void;
}

/** A store in use, in which every measurement says of which labels it is. */
export class StoreInUse {
  readonly #provider = createMeterProvider({
    cardinalityLimit: 2000,
    totalCardinalityLimit: 10_000,
    seriesTtlMs: 1,
  });
  readonly #instruments: Instrument[] = [];
  readonly #amounts = new Map<string, number>();

  /** `makers`: one instrument of each kind of this, in each scope. */
  constructor(makers: readonly (typeof MAKERS)[number][]) {
    for (const make of makers) {
      for (const scope of SCOPES) {
        const own = this.#provider.getMeter(...scope)[make](make, { advice: FEW_BUCKETS });
        this.#instruments.push({
          measure: (attributes, amount) =>
            'add' in own ? own.add(amount, attributes) : own.record(amount, attributes),
          remove: (attributes) => own.remove(attributes),
          clear: () => own.clear(),
        });
      }
    }
  }

  get families(): readonly Family[] {
    return this.#provider.store.families();
  }

  measure(which: number, attributes: StoredAttributes): void {
    const at = which % this.#instruments.length;
    const labels = labelsOf(this.families[at] as Metric, attributes);
    if (!this.#amounts.has(labels)) this.#amounts.set(labels, AMOUNT + this.#amounts.size);
    this.#instruments[at]?.measure(attributes, this.amountOf(labels) ?? 0);
  }

  crowd(which: number, attributes: StoredAttributes): void {
    for (let id = 0; id < CROWD; id++) this.measure(which, { ...attributes, id });
  }

  remove(which: number, attributes: StoredAttributes): void {
    this.#instruments[which % this.#instruments.length]?.remove(attributes);
  }

  clear(which: number): void {
    this.#instruments[which % this.#instruments.length]?.clear();
  }

  endIdle(rounds: number): void {
    for (const _ of this.#provider.store.endIdle(rounds));
  }

  /**
   * What each measurement of a series with these labels was. Up to a thousand of them have a sum
   * that no others have: 1,000,007 a few times is not 1,000,008 any times.
   */
  amountOf(labels: string): number | undefined {
    return this.#amounts.get(labels);
  }
}

const value = fc.oneof(
  { weight: 6, arbitrary: fc.nat(CROWD) },
  { weight: 2, arbitrary: fc.nat(CROWD).map(String) },
  { weight: 1, arbitrary: fc.constantFrom<StoredValue[]>('', 'a"\\b\nc', '\ud800', true, 'true') },
);
const keys = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(['id'], ['id', 'route'], ['route']) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<string[][]>(
      [],
      ['a.b', 'id'],
      ['a_b', 'id'],
      ['a.b', 'a_b'],
      ['9', 'le'],
      ['otel.scope.version'],
    ),
  },
);
const attributes: fc.Arbitrary<StoredAttributes> = keys.chain((names) =>
  fc.record(Object.fromEntries(names.map((name) => [name, value]))),
);

export type Act = (store: StoreInUse) => void;

const ACTS = {
  measure: (store, which, own) => store.measure(which, own),
  crowd: (store, which, { id: _, ...own }) => store.crowd(which, own),
  remove: (store, which, own) => store.remove(which, own),
  clear: (store, which) => store.clear(which),
  endIdle: (store) => store.endIdle(1),
} satisfies Record<string, (store: StoreInUse, which: number, own: StoredAttributes) => void>;

/** Something that an app does with its instruments, or the time. */
export const acts: fc.Arbitrary<Act> = fc
  .tuple(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<(keyof typeof ACTS)[]>('measure', 'remove') },
      { weight: 1, arbitrary: fc.constantFrom<(keyof typeof ACTS)[]>('crowd', 'clear', 'endIdle') },
    ),
    fc.nat(20),
    attributes,
  )
  .map(([name, which, own]) => {
    const act: Act = (store) => ACTS[name](store, which, own);
    return Object.assign(act, { toString: () => `${name} ${which} ${fc.stringify(own)}` });
  });

/** A store in use with some series, made anew for each run; a crowd is among them. */
export const stores: fc.Arbitrary<() => StoreInUse> = fc
  .tuple(
    fc.subarray([...MAKERS], { minLength: 1, maxLength: 2 }),
    fc.array(fc.tuple(fc.nat(6), fc.constantFrom({}, { route: '/' }), fc.boolean()), {
      minLength: 1,
      maxLength: 2,
    }),
    fc.array(acts, { maxLength: 4 }),
  )
  .map(([makers, crowds, first]) => () => {
    const store = new StoreInUse(makers);
    for (const [which, own, isOdd] of crowds) {
      store.crowd(which, own);
      if (isOdd) store.measure(which, { ...own, id: '5' });
    }
    for (const act of first) act(store);
    return store;
  });

/** Stores, and what is done to them between one page and the next. */
export const storeHistories: fc.Arbitrary<() => History> = fc
  .tuple(stores, fc.array(fc.array(acts, { maxLength: 6 }), { maxLength: 3 }))
  .map(([begin, rounds]) => () => {
    const store = begin();
    const changes = rounds.map((round) => () => {
      for (const act of round) act(store);
    });
    return { families: store.families, changes };
  });
