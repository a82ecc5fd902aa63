import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExemplarSampler, type MeasurementContext } from '../../../src/store/exemplars.ts';
import type { Exemplar } from '../../../src/store/family.ts';
import { MetricStore } from '../../../src/store/metric-store.ts';
import type { SeriesTable } from '../../../src/store/series-table.ts';
import { descriptorOf, type NewTable, newTable, seriesOf } from './tables.ts';

const IDS = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) };

interface Sampled {
  readonly table: SeriesTable;
  readonly sampler: ExemplarSampler;
  readonly rounds: { now: number };
  /** Contexts that were looked into, in their order. */
  readonly asked: (MeasurementContext | undefined)[];
}

function sampled(options: NewTable = {}, limit = 100): Sampled {
  const rounds = { now: 0 };
  const asked: (MeasurementContext | undefined)[] = [];
  const sampler = new ExemplarSampler(rounds, limit);
  sampler.findIds = (context) => {
    asked.push(context);
    return IDS;
  };
  return { table: newTable({ ...options, sampler }), sampler, rounds, asked };
}

/** As instruments do while the sampler is on. */
function measure(table: SeriesTable, attributes: object, amount: number): void {
  const place = table.locate(attributes);
  place.take(amount);
  place.offer(amount, undefined);
}

function exemplarsOf(table: SeriesTable): (readonly Exemplar[])[] {
  return seriesOf(table).map(({ exemplars }) => exemplars);
}

function values(table: SeriesTable): [bucket: number, value: number][][] {
  return exemplarsOf(table).map((exemplars) =>
    exemplars.map(({ bucket, value }) => [bucket, value]),
  );
}

describe('the exemplars of a series', () => {
  it('are one for each bucket, in their order, with ids, value and time', () => {
    const { table } = sampled({ kind: 'histogram', boundaries: [1, 10] });
    const before = Date.now();
    for (const amount of [100, 1, 7]) measure(table, {}, amount);
    const [exemplars = []] = exemplarsOf(table);
    expect(exemplars).toMatchObject([
      { bucket: 0, value: 1, ...IDS },
      { bucket: 1, value: 7, ...IDS },
      { bucket: 2, value: 100, ...IDS },
    ]);
    for (const { timeMs } of exemplars) {
      expect(timeMs).toBeGreaterThanOrEqual(before);
      expect(timeMs).toBeLessThanOrEqual(Date.now());
    }
  });

  it('are the first measurement after each collection, and stay until there is another', () => {
    const { table, rounds, asked } = sampled();
    for (const amount of [5, 6, 7]) measure(table, {}, amount);
    expect(values(table)).toEqual([[[0, 5]]]);
    rounds.now++;
    expect(values(table), 'for the next scraper, too').toEqual([[[0, 5]]]);
    for (const amount of [8, 9]) measure(table, {}, amount);
    expect(values(table)).toEqual([[[0, 8]]]);
    expect(asked.length, 'the span is looked for once for a collection').toBe(2);
  });

  it('belong to +Inf where no bucket is bounded: one for each magnitude, by time', () => {
    const { table } = sampled({ kind: 'histogram', boundaries: [] });
    for (const amount of [1000, 0.001, 1.5, 1, 60, 1001]) {
      measure(table, {}, amount);
      const now = Date.now();
      while (Date.now() === now);
    }
    expect(values(table)).toEqual([[1000, 0.001, 1.5, 60].map((value) => [0, value])]);
  });

  it('are at most eight where no bucket is bounded, whatever is measured', () => {
    const { table } = sampled({ kind: 'histogram', boundaries: [] });
    for (let power = -1074; power < 1024; power++) measure(table, {}, 2 ** power);
    for (const amount of [0, Number.MAX_VALUE]) measure(table, {}, amount);
    expect(exemplarsOf(table).map(({ length }) => length)).toEqual([8]);
  });

  it('are not other series’', () => {
    const { table } = sampled();
    measure(table, { id: 1 }, 10);
    table.locate({ id: 2 }).take(20);
    measure(table, { id: 3 }, 30);
    expect(values(table)).toEqual([[[0, 10]], [], [[0, 30]]]);
    const without = newTable();
    without.locate({}).take(1);
    expect(exemplarsOf(table)[1], 'the same array wherever there are none').toBe(
      exemplarsOf(without)[0],
    );
  });

  it('were shown by the next series in their row', () => {
    const { table, sampler } = sampled({ kind: 'histogram', boundaries: [1, 10] });
    for (const amount of [1, 7, 100]) measure(table, { id: 'old' }, amount);
    measure(table, { id: 'other' }, 1);
    expect(sampler.size).toBe(4);
    table.remove({ id: 'old' });
    expect(sampler.size).toBe(1);
    table.locate({ id: 'new' }).take(1);
    expect(values(table)).toEqual([[], [[0, 1]]]);
  });

  it('change the version that caches go by', () => {
    const { table, rounds } = sampled();
    const block = () => [...table.groups()].flatMap((group) => [...group.blocks()])[0];
    measure(table, {}, 1);
    const before = block()?.version;
    rounds.now++;
    measure(table, {}, 2);
    expect(block()?.version).not.toBe(before);
  });
});

describe('a bound series', () => {
  it('has exemplars like any other, also begun anew', () => {
    const { table } = sampled();
    const bound = table.bind({ id: 1 });
    bound.take(1);
    bound.offer(1, undefined);
    expect(values(table)).toEqual([[[0, 1]]]);
    table.removeIf(() => true);
    bound.take(2);
    bound.offer(2, undefined);
    expect(values(table)).toEqual([[[0, 2]]]);
  });

  it('that the limits keep out has none and counts once', () => {
    const { table, sampler } = sampled({ limit: 1 });
    const bound = table.bind({ id: 1 });
    bound.take(1);
    bound.offer(1, undefined);
    expect([sampler.size, table.overflowed]).toEqual([0, 1]);
  });
});

describe('the context of a measurement', () => {
  it('is handed on where one is given', () => {
    const { table, asked } = sampled();
    const context = { getValue: () => undefined };
    const place = table.locate({});
    place.take(1);
    place.offer(1, context);
    expect(asked).toEqual([context]);
    expect(asked[0]).toBe(context);
  });

  it('without ids to show makes no exemplar, and the next measurement is asked', () => {
    const { table, sampler, rounds } = sampled();
    measure(table, {}, 1);
    rounds.now++;
    const { findIds } = sampler;
    sampler.findIds = () => undefined;
    measure(table, {}, 2);
    expect(values(table), 'the old one stays').toEqual([[[0, 1]]]);
    sampler.findIds = findIds;
    measure(table, {}, 3);
    expect(values(table)).toEqual([[[0, 3]]]);
  });
});

describe('the app’s code that runs when the span is looked for', () => {
  it('measured itself, without end', () => {
    const { table, sampler, asked } = sampled();
    const { findIds } = sampler;
    sampler.findIds = (context) => {
      measure(table, { id: 'nested' }, 1);
      measure(table, {}, 1);
      return findIds(context);
    };
    measure(table, {}, 5);
    expect([asked.length, values(table)]).toEqual([1, [[[0, 5]], []]]);
    measure(table, { id: 'nested' }, 7);
    expect(values(table)).toEqual([[[0, 5]], [[0, 7]]]);
  });

  it('ended the series: its exemplar was the next one’s', () => {
    const { table, sampler } = sampled();
    sampler.findIds = () => {
      table.removeIf(() => true);
      table.locate({ id: 'next' }).take(1);
      return IDS;
    };
    measure(table, { id: 'first' }, 5);
    expect([values(table), sampler.size]).toEqual([[[]], 0]);
  });

  it('threw, and no other span was ever looked for', () => {
    const { table, sampler } = sampled();
    const { findIds } = sampler;
    sampler.findIds = () => {
      throw new RangeError('the stack is used up');
    };
    expect(() => measure(table, {}, 1)).toThrow(RangeError);
    sampler.findIds = findIds;
    measure(table, {}, 2);
    expect(values(table)).toEqual([[[0, 2]]]);
  });
});

describe('a store', () => {
  it.each([
    ['counter', true],
    ['histogram', true],
    ['up-down-counter', false],
    ['gauge', false],
    ['observable-counter', false],
  ] as const)('samples a %s: %s', (kind, expected) => {
    const store = new MetricStore({ limit: 10, totalLimit: 10, expires: false });
    store.sampler.isOn = true;
    store.sampler.findIds = () => IDS;
    const { table } = store.register({ name: '' }, descriptorOf({ kind }));
    expect(table.sampler.isOn).toBe(expected);
    measure(table, {}, 1);
    expect(values(table).flat().length).toBe(expected ? 1 : 0);
  });

  it('goes on with each round of collection', () => {
    const store = new MetricStore({ limit: 10, totalLimit: 10, expires: false });
    store.sampler.findIds = () => IDS;
    const { table } = store.register({ name: '' }, descriptorOf());
    measure(table, {}, 1);
    measure(table, {}, 2);
    expect(values(table)).toEqual([[[0, 1]]]);
    store.rounds.now++;
    measure(table, {}, 3);
    expect(values(table)).toEqual([[[0, 3]]]);
  });
});

describe('the exemplars of all series together', () => {
  const LIMIT = 8;
  const BOUNDARIES = [1, 10, 100];

  interface World extends Sampled {
    readonly others: SeriesTable;
  }

  type Step = (world: World) => void;

  const tables = fc.constantFrom('table' as const, 'others' as const);
  const ids = fc.integer({ min: 0, max: 15 });
  const amounts = fc.double({ min: 0, max: 1000, noNaN: true });
  const measuring = fc.tuple(tables, ids, amounts).map(
    ([of, id, amount]): Step =>
      (world) =>
        measure(world[of], { id }, amount),
  );
  const removing = fc.tuple(tables, ids).map(
    ([of, id]): Step =>
      (world) =>
        world[of].remove({ id }),
  );
  const clearing = tables.map(
    (of): Step =>
      (world) =>
        world[of].removeIf((_rows, row) => row % 2 === 0),
  );
  const collecting = fc.constant<Step>(({ rounds }) => rounds.now++);
  const steps = fc.array(
    fc.oneof({ weight: 9, arbitrary: measuring }, removing, clearing, collecting),
    { maxLength: 100, size: 'max' },
  );

  it('are bounded, counted exactly, and gone with their series', () => {
    let most = 0;
    const run = (all: readonly Step[]): void => {
      const first = sampled({ kind: 'histogram', boundaries: BOUNDARIES }, LIMIT);
      const world: World = { ...first, others: newTable({ sampler: first.sampler }) };
      const { table, others, sampler } = world;
      const shown = () => [...exemplarsOf(table), ...exemplarsOf(others)].flat();
      for (const step of all) {
        step(world);
        expect(shown().length).toBe(sampler.size);
        most = Math.max(most, sampler.size);
      }
      for (const { bucket, value } of exemplarsOf(table).flat()) {
        expect(bucket).toBe([...BOUNDARIES, Infinity].findIndex((bound) => value <= bound));
      }
      table.removeIf(() => true);
      others.removeIf(() => true);
      expect([sampler.size, shown()]).toEqual([0, []]);
    };
    fc.assert(fc.property(steps, run), { numRuns: 200 });
    expect(most, 'the limit, which was reached').toBe(LIMIT);
  });

  it('past the limit, are not even looked for until the next collection', () => {
    const { table, asked } = sampled({}, 2);
    for (const id of [1, 2, 3, 4]) measure(table, { id }, id);
    expect([values(table), asked.length]).toEqual([[[[0, 1]], [[0, 2]], [], []], 2]);
    table.remove({ id: 1 });
    measure(table, { id: 3 }, 30);
    expect([values(table), asked.length]).toEqual([[[[0, 2]], [[0, 30]], []], 3]);
  });

  it('past the limit, take the place of the oldest that readers have seen', () => {
    const { table, rounds, sampler } = sampled({}, 3);
    const others = newTable({ sampler });
    for (const id of [1, 2, 3]) measure(table, { id }, id);
    rounds.now++;
    measure(table, { id: 1 }, 10);
    measure(others, { id: 4 }, 4);
    expect([values(table), values(others)]).toEqual([[[[0, 10]], [], [[0, 3]]], [[[0, 4]]]]);
    measure(others, { id: 5 }, 5);
    measure(others, { id: 6 }, 6);
    expect(values(table)).toEqual([[[0, 10]], [], []]);
    expect(values(others)).toEqual([[[0, 4]], [[0, 5]], []]);
    expect(sampler.size).toBe(3);
  });
});
