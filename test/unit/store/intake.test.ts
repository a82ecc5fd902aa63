import { describe, expect, it, vi } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { createIntake, type LabelTerms } from '../../../src/store/intake.ts';
import type { KeepsKey } from '../../../src/store/key-filter.ts';
import { faultsDuring } from '../pipeline/readings.ts';
import { type NewTable, newTable, shownBy } from './tables.ts';

setLogLevel('none');

const OVERFLOW = { 'otel.metric.overflow': true };

/** A table of what is declared with the labels `route` and `method`. */
function declaredTable(
  terms: Partial<LabelTerms> & { keeps?: KeepsKey } = {},
  more: NewTable = {},
) {
  const { keeps, ...others } = terms;
  const clean = vi.fn<LabelTerms['clean']>((_name, value) => value);
  const intake = createIntake('x', { names: ['route', 'method'], clean, ...others }, keeps);
  return { table: newTable({ ...more, intake, ...(keeps && { keeps }) }), clean };
}

const REFUSED: [what: string, set: unknown][] = [
  ['no labels', {}],
  ['nothing', undefined],
  ['null', null],
  ['a text', 'GET'],
  ['one label less', { route: '/' }],
  ['one label more', { route: '/', method: 'GET', status: 200 }],
  ['another label', { route: '/', status: 200 }],
  ['another spelling', { route: '/', Method: 'GET' }],
  ['a value that is none', { route: '/', method: undefined }],
  ['a value that cannot be kept', { route: '/', method: { name: 'GET' } }],
  ['the overflow series', OVERFLOW],
];

describe('a set that was not declared', () => {
  it.each(REFUSED)('is refused each time, counted, and begins nothing: %s', async (_what, set) => {
    const { table, clean } = declaredTable();
    for (let time = 0; time < 3; time++) {
      const faults = await faultsDuring(() => {
        const place = table.locate(set);
        place.take(1);
        place.shift(1);
        place.offer(1, undefined);
      });
      expect(faults).toMatchObject({ invalid_label: 1 });
    }
    expect([shownBy(table), table.size, clean.mock.calls]).toEqual([[], 0, []]);
  });

  it.each(REFUSED)('is bound to no series, and refused each time: %s', async (_what, set) => {
    const { table } = declaredTable();
    const bound = table.bind(set);
    for (let time = 0; time < 3; time++) {
      const faults = await faultsDuring(() => bound.take(1));
      expect(faults).toMatchObject({ invalid_label: 1 });
      bound.shift(1);
      bound.offer(1, undefined);
    }
    expect([shownBy(table), table.size]).toEqual([[], 0]);
  });

  it.each(REFUSED)('does not come into the overflow series either: %s', (_what, set) => {
    const { table } = declaredTable({}, { limit: 2 });
    const bound = table.bind(set);
    for (const method of ['GET', 'PUT']) table.locate({ route: '/', method }).take(1);
    table.locate(set).take(10);
    table.locate(set).shift(10);
    bound.take(10);
    expect(shownBy(table)).toEqual([
      [{ route: '/', method: 'GET' }, 1],
      [OVERFLOW, 1],
    ]);
    expect(table.overflowed).toBe(1);
  });

  it('is not taken for one that was located before', () => {
    const { table } = declaredTable();
    table.locate({ route: '/', method: 'GET' }).take(1);
    table.locate({ route: '/' }).take(10);
    table.locate(undefined).take(10);
    expect(shownBy(table)).toEqual([[{ route: '/', method: 'GET' }, 1]]);
  });

  it.each(REFUSED)('ends no series: %s', (_what, set) => {
    const { table } = declaredTable({}, { limit: 2 });
    for (const method of ['GET', 'PUT']) table.locate({ route: '/', method }).take(1);
    const before = shownBy(table);
    expect(table.remove(set)).toBe(false);
    expect(shownBy(table)).toEqual(before);
  });
});

describe('a declared set', () => {
  it.each([
    ['as declared', { route: '/', method: 'GET' }],
    ['the other way round', { method: 'GET', route: '/' }],
    ['frozen', Object.freeze({ route: '/', method: 'GET' })],
    ['with what stands for no value', { route: '/', method: 'GET', status: undefined }],
  ])('is taken %s', async (_how, set) => {
    const { table } = declaredTable();
    const faults = await faultsDuring(() => {
      for (let time = 0; time < 3; time++) table.locate(set).take(1);
      table.bind(set).take(1);
    });
    expect(shownBy(table)).toEqual([[{ route: '/', method: 'GET' }, 4]]);
    expect(Object.keys(faults)).not.toContain('invalid_label');
    expect(table.remove(set)).toBe(true);
    expect(shownBy(table)).toEqual([]);
  });

  it('without labels is the one without attributes', async () => {
    const { table } = declaredTable({ names: [] });
    const faults = await faultsDuring(() => {
      for (const set of [undefined, {}, undefined]) table.locate(set).take(1);
      table.locate({ a: 1 }).take(10);
    });
    expect(shownBy(table)).toEqual([[{}, 3]]);
    expect(faults).toEqual({ invalid_label: 1 });
  });

  it.each([
    [{ route: '/' }, true],
    [{ route: '/', method: 'GET' }, true],
    [{ method: 'GET' }, false],
    [{ route: '/', status: 200 }, false],
  ])('may be without what is optional: %j (%s)', (set, isTaken) => {
    const { table } = declaredTable({ optional: ['method'] });
    table.locate(set).take(1);
    expect(shownBy(table)).toEqual(isTaken ? [[set, 1]] : []);
  });

  it.each([
    [{ route: '/', method: 'GET' }, true],
    [{ route: '/', method: 'PUT' }, true],
    [{ route: '/' }, true],
    [{ method: 'GET' }, false],
  ])('is without the label that a rule leaves out: %j (%s)', (set, isTaken) => {
    const { table } = declaredTable({ keeps: (key) => key !== 'method' });
    for (let time = 0; time < 2; time++) table.locate(set).take(1);
    table.bind(set).take(1);
    expect(shownBy(table)).toEqual(isTaken ? [[{ route: '/' }, 3]] : []);
    expect(table.remove(set)).toBe(isTaken);
  });
});

describe('a value', () => {
  const masked: LabelTerms['clean'] = (_name, value) =>
    typeof value === 'string' && value.includes('@') ? 'masked' : value;

  it('is looked at where its set is new, and never again', () => {
    const { table, clean } = declaredTable();
    for (let time = 0; time < 5; time++) table.locate({ route: '/', method: 'GET' }).take(1);
    expect(clean.mock.calls).toEqual([
      ['method', 'GET'],
      ['route', '/'],
    ]);
  });

  it('is kept as it was cleaned: sets that are then equal are one', () => {
    const { table } = declaredTable({ clean: masked });
    const bound = table.bind({ route: 'c@example.org', method: 'GET' });
    bound.take(1);
    for (const route of ['a@example.org', 'b@example.org', 'masked']) {
      table.locate({ route, method: 'GET' }).take(1);
    }
    expect(shownBy(table)).toEqual([[{ route: 'masked', method: 'GET' }, 4]]);
    expect(table.remove({ route: 'd@example.org', method: 'GET' })).toBe(true);
    expect(shownBy(table)).toEqual([]);
    bound.take(1);
    expect(shownBy(table)).toEqual([[{ route: 'masked', method: 'GET' }, 1]]);
  });

  it('is known as cleaned in a full table, too', () => {
    const { table } = declaredTable({ clean: masked }, { limit: 2 });
    for (const user of 'abc') table.locate({ route: `${user}@example.org`, method: 'GET' }).take(1);
    expect(shownBy(table)).toEqual([[{ route: 'masked', method: 'GET' }, 3]]);
  });
});
