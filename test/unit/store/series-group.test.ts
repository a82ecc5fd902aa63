import { describe, expect, it } from 'vitest';
import type { SeriesBlock, StoredValue } from '../../../src/store/family.ts';
import { rowsOf } from '../../../src/store/kinds-of-rows.ts';
import type { SeriesTable } from '../../../src/store/series-table.ts';
import { descriptorOf, newTable, shownBy } from './tables.ts';

/** The groups of a table whose series have these values, key by key. */
function groupsOf(sets: readonly Record<string, StoredValue>[]) {
  const table = newTable({ limit: 2000 });
  for (const set of sets) table.locate(set).take(1);
  return [...table.groups()];
}

/** Most series in a block of a counter. */
const SIZE = 2 ** rowsOf(descriptorOf()).rowBits;

function blocksOf(table: SeriesTable): SeriesBlock[] {
  return [...table.groups()].flatMap((group) => [...group.blocks()]);
}

describe('a group', () => {
  it('has the series with the same keys, in whatever order the app wrote those', () => {
    const groups = groupsOf([{ b: 1, a: 2 }, { a: 3 }, { a: 1, b: 2 }, {}, { b: 1 }]);
    expect(groups.map(({ keys, size }) => [keys, size])).toEqual([
      [['a', 'b'], 2],
      [['a'], 1],
      [[], 1],
      [['b'], 1],
    ]);
  });

  it('has the same array of keys for as long as it lives', () => {
    const table = newTable();
    table.locate({ a: 1 }).take(1);
    const keys = () => [...table.groups()][0]?.keys;
    const first = keys();
    table.locate({ a: 2 }).take(1);
    table.remove({ a: 1 });
    expect(keys()).toBe(first);
  });

  it('shows its series in blocks of bounded size, and no empty ones', () => {
    const table = newTable({ limit: 4 * SIZE });
    for (let id = 0; id < 2 * SIZE + 8; id++) table.locate({ id }).take(1);
    const sizes = () => blocksOf(table).map(({ size }) => size);
    expect(sizes()).toEqual([SIZE, SIZE, 8]);
    for (let id = SIZE; id < 2 * SIZE; id++) table.remove({ id });
    expect(sizes()).toEqual([SIZE, 8]);
    for (let id = -3; id < 0; id++) table.locate({ id }).take(1);
    expect(sizes()).toEqual([SIZE, 3, 8]);
  });

  it('has fewer series in a block where each is many lines', () => {
    const boundaries = Array.from({ length: 100 }, (_, bound) => bound);
    const table = newTable({ kind: 'histogram', boundaries, limit: SIZE });
    for (let id = 0; id < SIZE / 2; id++) table.locate({ id }).take(1);
    const sizes = blocksOf(table).map(({ size }) => size);
    expect(Math.max(...sizes) * boundaries.length).toBeLessThan(8 * SIZE);
  });

  it('changes the version of the block that was written, and of no other', () => {
    const table = newTable({ limit: 2 * SIZE });
    for (let id = 0; id < SIZE + 8; id++) table.locate({ id }).take(1);
    const versions = () => blocksOf(table).map(({ version }) => version);
    const [first, second] = versions();
    table.locate({ id: SIZE + 3 }).take(1);
    expect(versions()[0]).toBe(first);
    expect(versions()[1]).not.toBe(second);
  });

  it.each<[string, boolean, StoredValue[]]>([
    ['texts', true, ['a', 'b', '1', 'true']],
    ['numbers', true, [1, 2.5, -1, 1e21]],
    ['booleans', true, [true, false]],
    ['a number and a text', false, [1, 'a']],
    ['a number and its text', false, [1, '1']],
    ['a boolean and a text', false, [true, 'a']],
    ['an empty text', false, ['a', '']],
    ['half of a pair', false, ['a', '\ud800']],
    ['a whole pair', true, ['a', '\u{1f600}']],
  ])('whose values are %s says that its texts differ: %s', (_what, differ, values) => {
    const [alone] = groupsOf(values.map((a) => ({ a })));
    expect(alone?.textsDiffer).toBe(differ);
    for (const position of ['first', 'zlast']) {
      const [beside] = groupsOf(values.map((value) => ({ mid: 'x', [position]: value })));
      expect(beside?.textsDiffer).toBe(differ);
    }
  });

  it('judges each key by itself', () => {
    const [group] = groupsOf([
      { a: 1, b: 'x', c: true },
      { a: 2, b: 'y', c: false },
    ]);
    expect(group?.textsDiffer).toBe(true);
  });

  it('that was emptied is gone, and comes back as a new one', () => {
    const table = newTable();
    table.locate({ a: 1 }).take(1);
    table.locate({ b: 1 }).take(1);
    table.remove({ a: 1 });
    expect([...table.groups()].map(({ keys }) => keys)).toEqual([['b']]);
    for (const order of [{ a: 1 }, { a: 2 }]) table.locate(order).take(5);
    expect(shownBy(table)).toEqual([
      [{ b: 1 }, 1],
      [{ a: 1 }, 5],
      [{ a: 2 }, 5],
    ]);
  });
});
