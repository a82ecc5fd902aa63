import type { Descriptor, FamilyKind } from '../../../src/store/descriptor.ts';
import type {
  Distribution,
  Exemplar,
  Family,
  Series,
  SeriesBlock,
  SeriesGroup,
  StoredAttributes,
  StoredValue,
  SummaryState,
} from '../../../src/store/family.ts';

export interface FakeFamily {
  readonly name: string;
  readonly kind?: FamilyKind;
  readonly unit?: string;
  readonly description?: string;
  readonly scope?: Family['scope'];
  readonly series?: readonly FakeSeries[];
  /** Most series of a block. */
  readonly blockSize?: number;
  /** What else its descriptor says. */
  readonly more?: Partial<Descriptor>;
}

export interface FakeSeries {
  readonly attributes?: StoredAttributes;
  readonly value?: number;
  readonly distribution?: Distribution | undefined;
  readonly summary?: SummaryState | undefined;
  readonly startTimeMs?: number;
  readonly exemplars?: readonly Exemplar[];
}

/** A family as the store would lend it; by default a gauge with a single series of value 1. */
export function fakeFamily(fake: FakeFamily): Family {
  const family = new ChangingFamily(fake);
  const { scope, descriptor, kind } = family;
  return {
    ...{ scope, descriptor, kind },
    groups: () => family.groups(),
    series: () => family.series(),
  };
}

/** A family whose series come, go and change, kept in the plainest way. */
export class ChangingFamily implements Family {
  readonly scope: Family['scope'];
  readonly descriptor: Family['descriptor'];
  readonly kind: FamilyKind;
  readonly #blockSize: number;
  readonly #groups: FakeGroup[] = [];

  constructor({
    name,
    kind = 'gauge',
    unit = '',
    description = '',
    scope = { name: '' },
    series = [{}],
    blockSize = 256,
    more = {},
  }: FakeFamily) {
    this.scope = scope;
    const form = { integer: false, boundaries: [], form: 'classic', showsScope: true } as const;
    this.descriptor = { name, description, unit, kind, ...form, ...more };
    this.kind = kind;
    this.#blockSize = blockSize;
    for (const one of series) this.add(one);
  }

  add({ attributes = {}, ...state }: FakeSeries): void {
    const entries = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    const one = new FakeOne(entries, state);
    this.#groupOf(one.keys).add(one, this.#blockSize);
  }

  /** Gives the series with this number, counted around, another value. */
  change(number: number, state: FakeSeries): void {
    this.#at(number, (block, row) => {
      const one = block.all[row];
      if (one !== undefined) block.all[row] = new FakeOne(one.entries, state);
    });
  }

  /** Takes away the series with this number, counted around. */
  remove(number: number): void {
    this.#at(number, (block, row) => block.all.splice(row, 1));
  }

  groups(): Iterable<SeriesGroup> {
    return this.#groups;
  }

  series(): Iterable<Series> {
    return this.#groups.flatMap(({ all }) => all.flatMap((block) => block.all));
  }

  #groupOf(keys: readonly string[]): FakeGroup {
    const text = JSON.stringify(keys);
    const known = this.#groups.find((group) => JSON.stringify(group.keys) === text);
    if (known !== undefined) return known;
    const group = new FakeGroup(keys);
    this.#groups.push(group);
    return group;
  }

  #at(number: number, act: (block: FakeBlock, row: number) => void): void {
    const places = this.#groups.flatMap((group) =>
      group.all.flatMap((block) => [...block.all.keys()].map((row) => ({ group, block, row }))),
    );
    const place = places[number % Math.max(1, places.length)];
    if (place === undefined) return;
    act(place.block, place.row);
    place.block.version++;
    place.group.changed();
  }
}

class FakeGroup implements SeriesGroup {
  readonly keys: readonly string[];
  readonly all: FakeBlock[] = [];
  /** Not known after a change; readers ask for it at each block. */
  #textsDiffer: boolean | undefined;

  constructor(keys: readonly string[]) {
    this.keys = keys;
  }

  get textsDiffer(): boolean {
    this.#textsDiffer ??= this.#doTextsDiffer();
    return this.#textsDiffer;
  }

  changed(): void {
    this.#textsDiffer = undefined;
  }

  #doTextsDiffer(): boolean {
    const all = this.all.flatMap((block) => block.all);
    const texts = all.map(({ entries }) => entries.map(([, value]) => String(value)));
    const isOdd = (text: string) => text === '' || !text.isWellFormed();
    const distinct = new Set(texts.map((values) => JSON.stringify(values)));
    return !texts.flat().some(isOdd) && distinct.size === all.length;
  }

  add(one: FakeOne, blockSize: number): void {
    let block = this.all.at(-1);
    if (block === undefined || block.size >= blockSize) {
      block = new FakeBlock();
      this.all.push(block);
    }
    block.all.push(one);
    block.version++;
    this.changed();
  }

  readonly blocks = (): Iterable<SeriesBlock> => this.all;
}

class FakeBlock implements SeriesBlock {
  readonly all: FakeOne[] = [];
  version = 0;

  get size(): number {
    return this.all.length;
  }

  series(): Iterable<Series> {
    return this.all;
  }
}

class FakeOne implements Series {
  readonly entries: readonly (readonly [key: string, value: StoredValue])[];
  readonly startTimeMs: number;
  readonly exemplars: readonly Exemplar[];
  readonly value: number;
  readonly distribution: Distribution | undefined;
  readonly summary: SummaryState | undefined;

  constructor(
    entries: FakeOne['entries'],
    { value = 1, distribution, summary, startTimeMs = 0, exemplars = [] }: FakeSeries,
  ) {
    this.entries = entries;
    this.value = value;
    this.distribution = distribution;
    this.summary = summary;
    this.startTimeMs = startTimeMs;
    this.exemplars = exemplars;
  }

  get keys(): string[] {
    return this.entries.map(([key]) => key);
  }

  get attributes(): StoredAttributes {
    return Object.fromEntries(this.entries);
  }

  attributeAt(position: number): StoredValue {
    return this.entries[position]?.[1] ?? '';
  }
}

/** A distribution with these counts; the last one is +Inf's. */
export function distribution(
  boundaries: readonly number[],
  counts: readonly number[],
  sum = 0,
): Distribution {
  const count = counts.reduce((total, one) => total + one, 0);
  return { boundaries, counts, count, sum, min: 0, max: 0 };
}

/** A summary's state with these values of quantiles. */
export function summaryOf(
  values: Readonly<Record<number, number>>,
  rest: Omit<SummaryState, 'quantiles'>,
): SummaryState {
  const quantiles = Object.entries(values)
    .map(([quantile, value]) => ({ quantile: Number(quantile), value }))
    .sort((one, other) => one.quantile - other.quantile);
  return { quantiles, ...rest };
}

/** A family whose walk fails after it has lent `times` times its series. */
export function failingFamily(fake: FakeFamily, times = 0): Family {
  const good = fakeFamily(fake);
  const fail = (): never => {
    throw new Error('the walk failed');
  };
  function* failing<T>(all: Iterable<T>): Generator<T> {
    for (const one of all) for (let i = 0; i < times; i++) yield one;
    fail();
  }
  const { scope, descriptor, kind } = good;
  return {
    ...{ scope, descriptor, kind },
    series: () => failing(good.series()),
    groups: () =>
      [...good.groups()].map((group) => ({
        keys: group.keys,
        textsDiffer: group.textsDiffer,
        blocks: () => failing(group.blocks()),
      })),
  };
}

/** The family, with a block after all others that cannot be read. */
export function endingInFailure(family: Family): Family {
  const groups = [...family.groups()].map(({ keys, textsDiffer, blocks }) => ({
    ...{ keys, textsDiffer },
    blocks: () => [...blocks(), failingBlock()],
  }));
  return { ...family, groups: () => groups };
}

function failingBlock(): SeriesBlock {
  return {
    size: 100,
    version: 0,
    series() {
      throw new Error('the walk failed');
    },
  };
}

/** Gauges or counters of the values 0, 1, ... with as many ids. */
export function seriesOf(count: number) {
  return Array.from({ length: count }, (_, id) => ({
    attributes: { id: `series-${id}` },
    value: id,
  }));
}
