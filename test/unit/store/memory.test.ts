import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const STORE = new URL('../../../src/store/metric-store.ts', import.meta.url).href;
const MEBIBYTE = 2 ** 20;

/** What a script with a store, `register` and `held()` in bytes prints, as numbers. */
function numbersOf(script: string): number[] {
  const setup = `
    const { MetricStore } = await import(${JSON.stringify(STORE)});
    const store = new MetricStore({ limit: 1e6, totalLimit: 1e7, expires: true });
    const register = (name, kind) => store.register({ name: 'shop' },
      { name, kind, description: '', unit: '', integer: false, boundaries: [1, 2, 3],
        form: 'classic', showsScope: true });
    const held = () => {
      for (let i = 0; i < 3; i++) gc();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
  `;
  const args = ['--expose-gc', '--input-type=module', '-e', setup + script];
  return execFileSync(process.execPath, args, { encoding: 'utf8' }).trim().split(' ').map(Number);
}

it('grew with each series that had ever been, when all but one came and went', () => {
  const [first, last, size] = numbersOf(`
    const kinds = ['counter', 'gauge', 'histogram', 'summary'];
    const tables = kinds.map((kind) => register(kind, kind).table);
    for (const table of tables) table.locate({ id: 'stays', method: 'GET' }).take(1);
    let id = 0;
    const round = () => {
      const gone = [];
      for (let i = 0; i < 200_000; i++) {
        const attributes = { id: 'the user with the number ' + id++, method: 'GET' };
        const table = tables[i % 4];
        table.locate(attributes).take(1);
        if (i % 1000 === 0) table.bind(attributes).take(1);
        gone.push(attributes);
      }
      for (const [i, attributes] of gone.entries()) tables[i % 4].remove(attributes);
    };
    round();
    const first = held();
    for (let i = 0; i < 10; i++) round();
    console.log(first, held(), tables.reduce((sum, { size }) => sum + size, 0));
  `);
  expect(size).toBe(4);
  expect((last ?? 0) - (first ?? 0)).toBeLessThan(4 * MEBIBYTE);
}, 120_000);

it('kept what expired series had held, though one of their instrument stayed', () => {
  const [before, filled, after] = numbersOf(`
    const { table } = register('x', 'counter');
    const fill = (text) => {
      for (let i = 0; i < 100_000; i++) table.locate({ id: text + i }).take(1);
    };
    table.locate({ id: 'stays' }).take(1);
    const before = held();
    // Long, beside what a number keeps to be given again.
    fill('a text of some length, to be held once '.repeat(3));
    const filled = held();
    for (const _ of store.endIdle(1));
    for (let i = 0; i < 3; i++) {
      table.locate({ id: 'stays' }).take(1);
      for (const _ of store.endIdle(1));
    }
    if (table.size !== 1) throw new Error('has ' + table.size);
    console.log(before, filled, held());
  `);
  const [grown, left] = [(filled ?? 0) - (before ?? 0), (after ?? 0) - (before ?? 0)];
  expect(grown).toBeGreaterThan(10 * MEBIBYTE);
  expect(left).toBeLessThan(grown / 3);
});

it('holds a value once, however many series of whatever instruments have it', () => {
  const [once, often] = numbersOf(`
    const text = (i) => 'v'.repeat(900) + i % 4000;
    const before = held();
    const tables = ['a', 'b', 'c', 'd'].map((name) => register(name, 'counter').table);
    for (let i = 0; i < 4000; i++) tables[0].locate({ text: text(i) }).take(1);
    const once = held();
    for (let i = 0; i < 30_000; i++) tables[i % 4].locate({ text: text(i), id: i }).take(1);
    console.log(once - before, held() - once);
  `);
  // What the engine drops of its own meanwhile, as code that is idle, counts against it.
  expect(once).toBeGreaterThan(4 * 0.8 * MEBIBYTE);
  expect(often).toBeLessThan(8 * MEBIBYTE);
});

it('kept a way for each order in which keys were ever written', () => {
  const [grown, size] = numbersOf(`
    const { table } = register('x', 'counter');
    const keys = Array.from({ length: 10 }, (_, i) => 'key ' + i);
    const measure = (i) => {
      const own = {};
      for (let left = [...keys]; left.length > 0; i = Math.floor(i / left.length) + i * 7) {
        own[left.splice(i % left.length, 1)[0]] = 1;
      }
      table.locate(own).take(1);
    };
    measure(0);
    const before = held();
    for (let i = 0; i < 50_000; i++) measure(i);
    console.log(held() - before, table.size);
  `);
  expect(size).toBe(1);
  expect(grown).toBeLessThan(4 * MEBIBYTE);
});

it('kept the groups whose last series had gone', () => {
  const [live] = numbersOf(`
    const { table } = register('x', 'counter');
    const refs = [];
    for (let i = 0; i < 50; i++) {
      table.locate({ ['key ' + i]: 1, z: 1 }).take(1);
      refs.push(new WeakRef([...table.groups()].at(-1)));
    }
    table.removeIf(() => true);
    table.locate({ other: 1 }).take(1);
    await new Promise((resolve) => setTimeout(resolve));
    held();
    console.log(refs.filter((ref) => ref.deref() !== undefined).length);
  `);
  expect(live).toBe(0);
});

it.each([
  ['cut at its longest', "id + 'v'.repeat(4e6)"],
  ['made of a list', "[id + 'v'.repeat(4e6)]"],
  ['cut out by the app', "(id + 'v'.repeat(4e6)).slice(0, 50)"],
])('kept an app text of 4 MB alive for each value that was %s', (_how, value) => {
  const [grown, size] = numbersOf(`
    const { table } = register('x', 'counter');
    for (let id = 0; id < 3; id++) table.locate({ a: String(id) }).take(1);
    const before = held();
    for (let id = 10; id < 30; id++) table.locate({ a: ${value} }).take(1);
    console.log(held() - before, table.size);
  `);
  expect(size).toBe(23);
  expect(grown).toBeLessThan(16 * MEBIBYTE);
});

/** Bytes that each series of a summary takes for a step in which it gets these amounts. */
function bytesOfAStep(amount: string): number {
  const count = 500;
  const [before, after] = numbersOf(`
    const { table } = register('x', 'summary');
    for (let id = 0; id < ${count}; id++) table.locate({ id }).take(1);
    const before = held();
    let state = 1;
    const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(6.283 * random());
    for (let id = 0; id < ${count}; id++) {
      for (let i = 0; i < 400; i++) table.locate({ id }).take(${amount});
    }
    console.log(before, held());
  `);
  return ((after ?? 0) - (before ?? 0)) / count;
}

it.each([
  ['spread as those of a service', 'Math.exp(normal())', 3_000],
  ['of all sizes that there are', '2 ** (2044 * random() - 1022)', 9_000],
])('a step of a summary takes a bounded number of bytes for amounts %s', (_how, amount, most) => {
  expect(bytesOfAStep(amount)).toBeLessThan(most);
});
