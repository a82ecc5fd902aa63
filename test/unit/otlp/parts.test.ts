import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partsOf } from '../../../src/otlp/parts.ts';
import type { Collection } from '../../../src/pipeline/collection.ts';
import type { Family, SeriesBlock } from '../../../src/store/family.ts';
import { ChangingFamily, fakeFamily, seriesOf } from '../exposition/fake-family.ts';

function collectionOf(families: readonly Family[]): Collection {
  const resource = { 'service.name': 'shop' } as never;
  return { resource, timeMs: 1000, families, errors: ['bad: no'] };
}

function blocksOf({ families }: Collection): SeriesBlock[] {
  return families.flatMap((family) => [...family.groups()]).flatMap((group) => [...group.blocks()]);
}

function sizeOf(collection: Collection): number {
  return blocksOf(collection).reduce((sum, { size }) => sum + size, 0);
}

/** Families by the numbers of series of their blocks, in a group or two each. */
const families = fc
  .array(
    fc.record({ series: fc.nat(9), others: fc.nat(5), blockSize: fc.integer({ min: 1, max: 4 }) }),
    { maxLength: 6 },
  )
  .map((all) =>
    all.map(({ series, others, blockSize }, number) => {
      const more = seriesOf(others).map((one) => ({ attributes: { ...one.attributes, of: 'x' } }));
      const own = [...seriesOf(series), ...more];
      return new ChangingFamily({ name: `m${number}`, series: own, blockSize });
    }),
  );

describe('the parts of a collection', () => {
  it('have each of its blocks once, the very same, in its order', () => {
    const run = fc.property(families, fc.integer({ min: 1, max: 12 }), (own, mostSeries) => {
      const collection = collectionOf(own);
      const parts = partsOf(collection, mostSeries);
      const blocks = blocksOf(collection);
      const cut = parts.flatMap(blocksOf);
      expect(cut.length).toBe(blocks.length);
      expect(cut.every((block, index) => block === blocks[index])).toBe(true);
      const series = (all: readonly Collection[]) =>
        all.flatMap((part) => part.families.flatMap((family) => [...family.series()]));
      expect(series(parts)).toEqual(series([collection]));
    });
    fc.assert(run);
  });

  it('are as large as they may be, and larger for a block alone', () => {
    const run = fc.property(families, fc.integer({ min: 1, max: 12 }), (own, mostSeries) => {
      const parts = partsOf(collectionOf(own), mostSeries);
      for (const [number, part] of parts.entries()) {
        const blocks = blocksOf(part);
        const next = parts[number + 1];
        expect(sizeOf(part)).toBeGreaterThan(0);
        if (blocks.length > 1) expect(sizeOf(part)).toBeLessThanOrEqual(mostSeries);
        if (next === undefined) continue;
        expect(sizeOf(part) + (blocksOf(next)[0]?.size ?? 0)).toBeGreaterThan(mostSeries);
      }
    });
    fc.assert(run);
  });

  it('are cut alike while no series comes or goes', () => {
    const run = fc.property(families, fc.integer({ min: 1, max: 12 }), (own, mostSeries) => {
      const cut = () => partsOf(collectionOf(own), mostSeries).map(blocksOf);
      const before = cut();
      for (const family of own) family.change(1, { value: 99 });
      expect(cut()).toEqual(before);
    });
    fc.assert(run);
  });

  it('say what the collection says', () => {
    const all = [fakeFamily({ name: 'x', series: seriesOf(4), blockSize: 1 })];
    for (const part of partsOf(collectionOf(all), 2)) {
      expect(part).toMatchObject({ ...collectionOf([]), families: [{ kind: 'gauge' }] });
    }
  });

  it('are none of an empty collection', () => {
    expect(partsOf(collectionOf([]), 10)).toEqual([]);
    expect(partsOf(collectionOf([fakeFamily({ name: 'x', series: [] })]), 10)).toEqual([]);
    const emptied = new ChangingFamily({ name: 'x' });
    emptied.remove(0);
    expect(partsOf(collectionOf([emptied]), 10)).toEqual([]);
  });
});

describe('a family', () => {
  const family = (series: number, more: Partial<Family> = {}): Family => ({
    ...fakeFamily({ name: 'x', kind: 'counter', series: seriesOf(series), blockSize: 2 }),
    ...more,
  });

  it('that is not cut is the very same', () => {
    const [first, second] = [family(2), family(4)];
    const parts = partsOf(collectionOf([first, second]), 4);
    expect(parts.map(({ families: own }) => own.length)).toEqual([2, 1]);
    expect(parts[0]?.families[0]).toBe(first);
    expect(parts[0]?.families[1]).not.toBe(second);
  });

  it('that fills a part, before one that begins the next, is not cut', () => {
    const all = [family(4), family(4)];
    const parts = partsOf(collectionOf(all), 4);
    expect(parts.map(({ families: own }) => own[0] === all[0] || own[0] === all[1])).toEqual([
      true,
      true,
    ]);
  });

  it('is a delta in each of its parts', () => {
    const parts = partsOf(collectionOf([family(6, { isDelta: true, addsUp: true })]), 2);
    expect(parts.flatMap((part) => part.families)).toMatchObject([
      { isDelta: true, addsUp: true },
      { isDelta: true, addsUp: true },
      { isDelta: true, addsUp: true },
    ]);
  });

  it('has the keys of its groups in each of its parts', () => {
    const own = family(4);
    const [keys] = [...own.groups()].map((group) => group.keys);
    const parts = partsOf(collectionOf([own]), 2);
    const groups = parts.flatMap((part) => part.families.flatMap((one) => [...one.groups()]));
    expect(groups).toHaveLength(2);
    for (const group of groups) expect(group.keys).toBe(keys);
  });
});
