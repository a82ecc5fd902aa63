import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { counter } from '../../../../src/instruments/declared/counter.ts';
import { type RecordOptions, record } from '../../../../src/instruments/declared/record.ts';
import { faultsOf, valuesOf } from '../measured.ts';

process.env.ACME_METRICS_DYNAMIC_LIMIT = '12';
setLogLevel('none');

describe('record', () => {
  it.each([
    [undefined, 4],
    ['gauge', 4],
    ['counter', 7],
    ['histogram', 2],
    ['summary', 2],
  ] as const)('measures into a name of the run time: %s', (kind, value) => {
    const name = `r_${kind}`;
    const options: RecordOptions = kind === undefined ? {} : { kind };
    expect(record(name, 3, { a: 'x' }, options)).toBe(true);
    expect(record(name, 4, { a: 'x' })).toBe(true);
    expect(valuesOf(name)).toEqual({ 'a=x': value });
  });

  it('needs no labels', () => {
    record('r_bare', 3);
    expect(valuesOf('r_bare')).toEqual({ '': 3 });
  });

  it('refuses a second kind of a name', async () => {
    record('r_kind', 1);
    const again = () => expect(record('r_kind', 1, {}, { kind: 'counter' })).toBe(false);
    expect(await faultsOf('invalid_instrument', again)).toBe(1);
    expect(valuesOf('r_kind')).toEqual({ '': 1 });
  });

  it('refuses other labels of a name', async () => {
    record('r_labels', 1, { a: 1 });
    const again = () => expect(record('r_labels', 2, { b: 1 })).toBe(false);
    expect(await faultsOf('invalid_instrument', again)).toBe(1);
    expect(record('r_labels', 1, { a: 1, b: 2 })).toBe(false);
    expect(record('r_labels', 1, null as never)).toBe(false);
    expect(valuesOf('r_labels')).toEqual({ 'a=1': 1 });
  });

  it('joins what was declared alike, and refuses what was declared in another way', () => {
    counter('r_declared', { labels: ['a'] }).add(1, { a: 1 });
    expect(record('r_declared', 1, { a: 1 })).toBe(false);
    expect(record('r_declared', 1, { a: 1 }, { kind: 'counter' })).toBe(true);
    expect(valuesOf('r_declared')).toEqual({ 'a=1': 2 });
  });

  it.each([
    ['no text', 7],
    ['nothing', undefined],
    ['no name', 'has space'],
    ['an unknown kind', 'r_unknown', { kind: 'meter' }],
    ['options that are none', 'r_options', null],
  ])('never throws: %s', async (_case, name, options: unknown = {}) => {
    const call = record as (...args: unknown[]) => boolean;
    const faults = await faultsOf('invalid_instrument', () =>
      expect(call(name, 1, {}, options)).toBe(false),
    );
    expect(faults).toBe(1);
  });

  it('takes so many names and no more, and goes on with those that it has', async () => {
    for (let one = 0; one < 20; one++) record(`r_many_${one}`, one);
    expect(record('r_one_too_many', 1)).toBe(false);
    expect(valuesOf('r_one_too_many')).toEqual({});
    expect(record('r_bare', 5)).toBe(true);
    expect(valuesOf('r_bare')).toEqual({ '': 5 });
  });
});
