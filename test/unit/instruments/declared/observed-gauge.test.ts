import { describe, expect, it } from 'vitest';
import type { FaultCause } from '../../../../src/foundation/faults.ts';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { gauge } from '../../../../src/instruments/declared/gauge.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { faultsOf, valuesOf } from '../measured.ts';

setLogLevel('none');

const collect = () => processMetrics().provider.observables.observe();

describe('a gauge with a callback', () => {
  it('says what the callback says, once for each collection', async () => {
    let asked = 0;
    gauge('o_sessions', { observe: () => ++asked });
    await collect();
    await collect();
    expect(valuesOf('o_sessions')).toEqual({ '': 2 });
  });

  it('says one value for each label set, also from a promise', async () => {
    const open = new Map([
      ['eu', 3],
      ['us', 1],
    ]);
    gauge('o_open', {
      labels: ['region'],
      observe: async () => Array.from(open, ([region, value]) => [value, { region }] as const),
    });
    await collect();
    expect(valuesOf('o_open')).toEqual({ 'region=eu': 3, 'region=us': 1 });
    open.delete('us');
    await collect();
    expect(valuesOf('o_open')).toEqual({ 'region=eu': 3 });
  });

  it('is gone once it was stopped', async () => {
    const observed = gauge('o_stopped', { observe: () => 1 });
    await collect();
    expect(valuesOf('o_stopped')).toEqual({ '': 1 });
    observed.stop();
    await collect();
    expect(valuesOf('o_stopped')).toEqual({});
  });

  it('is two callbacks where it was declared twice', async () => {
    const declare = (region: string) =>
      gauge('o_twice', { labels: ['region'], observe: () => [[1, { region }]] });
    declare('eu');
    const us = declare('us');
    await collect();
    expect(valuesOf('o_twice')).toEqual({ 'region=eu': 1, 'region=us': 1 });
    us.stop();
    await collect();
    expect(valuesOf('o_twice')).toEqual({ 'region=eu': 1 });
  });

  it.each<[what: string, observe: () => unknown, cause: FaultCause]>([
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'callback_error',
    ],
    ['rejects', () => Promise.reject(new Error('no')), 'callback_error'],
    ['says no number', () => 'seven', 'invalid_value'],
    ['says nothing', () => undefined, 'callback_error'],
    ['says NaN as a text in a list', () => [['x', {}]], 'invalid_value'],
    ['says labels that are none', () => [[1, { a: 1 }]], 'invalid_label'],
  ])('that %s is counted, and disturbs no other', async (what, observe, cause) => {
    const name = `o_bad_${what.replaceAll(' ', '_')}`;
    const bad = gauge(name, { observe: observe as () => number });
    gauge(`${name}_other`, { observe: () => 4 });
    expect(await faultsOf(cause, collect)).toBeGreaterThanOrEqual(1);
    expect(valuesOf(name)).toEqual({});
    expect(valuesOf(`${name}_other`)).toEqual({ '': 4 });
    bad.stop();
  });
});
