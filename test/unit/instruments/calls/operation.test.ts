import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { operation } from '../../../../src/instruments/calls/operation.ts';
import { faultsOf, measured, valuesOf } from '../measured.ts';

setLogLevel('none');

const NAME = 'distributed_trace_duration';

describe('an operation', () => {
  it('is timed, and passes on what it answers', async () => {
    expect(operation('shop', 'count', () => 7)).toBe(7);
    expect(await operation('shop', 'fetch', () => sleep(30, 'late'))).toBe('late');
    expect(valuesOf(NAME)).toMatchObject({
      'operation=count,service=shop,status=success': 1,
      'operation=fetch,service=shop,status=success': 1,
    });
    const fetched = measured(NAME).find(({ labels }) => labels.operation === 'fetch');
    expect(fetched?.distribution?.sum).toBeGreaterThan(0.028);
  });

  it('is an error where it throws or rejects, and passes that on', async () => {
    const error = new Error('no');
    const fail = () => {
      throw error;
    };
    expect(() => operation('shop', 'pay', fail)).toThrow(error);
    await expect(operation('shop', 'pay', async () => fail())).rejects.toBe(error);
    expect(valuesOf(NAME)).toMatchObject({ 'operation=pay,service=shop,status=error': 2 });
  });

  it('has buckets from a millisecond to half a minute', () => {
    operation('shop', 'any', () => {});
    const boundaries = measured(NAME)[0]?.distribution?.boundaries;
    expect([boundaries?.at(0), boundaries?.at(-1)]).toEqual([0.001, 30]);
  });

  it('runs also where its labels are none', async () => {
    const run = () => operation({} as never, undefined as never, () => 'ran');
    expect(await faultsOf('invalid_label', () => expect(run()).toBe('ran'))).toBe(1);
  });
});
