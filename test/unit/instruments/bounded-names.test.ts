import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { createNamed } from '../../../src/instruments/bounded-names.ts';
import { cache } from '../../../src/instruments/cache/cache.ts';
import { database } from '../../../src/instruments/database/database.ts';
import { queue } from '../../../src/instruments/queue/queue.ts';
import { processMetrics } from '../../../src/pipeline/process-metrics.ts';
import { measured } from './measured.ts';

setLogLevel('none');

describe('a helper of which there is one for each name', () => {
  it('makes it once, and 1,000 with that of further names', () => {
    const made: string[] = [];
    const named = createNamed('thing', (name) => {
      made.push(name);
      return { name };
    });
    const first = named('tenant-0');
    for (let one = 0; one < 1_000; one++) named(`tenant-${one}`);
    expect(made).toHaveLength(1_000);
    expect(named('tenant-1000')).toBe(named('tenant-7000'));
    expect(named('tenant-1000')).toEqual({ name: '_OTHER' });
    expect(named('_OTHER')).toBe(named('tenant-1000'));
    expect(named('tenant-0')).toBe(first);
    expect(made).toHaveLength(1_001);
  });

  it('keeps nothing of a name that nothing could be made for', () => {
    let isDown = true;
    const named = createNamed('thing', (name) => {
      if (isDown) throw new Error('down');
      return { name };
    });
    expect(() => named('a')).toThrow('down');
    isDown = false;
    expect(named('a')).toEqual({ name: 'a' });
  });
});

describe.each([
  ['queue', queue],
  ['cache', cache],
  ['database', database],
])('names that are made of ids: %s', (_helper, helper) => {
  it('are kept no longer than to a bound', () => {
    for (let one = 0; one < 1_000; one++) helper(`tenant-${one}`);
    expect(helper('tenant-5000')).toBe(helper('_OTHER'));
    expect(helper('tenant-5')).not.toBe(helper('_OTHER'));
  });
});

it('queues past the bound have one size together, that which was said last', async () => {
  for (let one = 0; one < 1_200; one++) queue(`tenant-${one}`).size(one);
  await processMetrics().provider.observables.observe();
  const sizes = measured('queue_size');
  expect(sizes).toHaveLength(1_001);
  expect(sizes.find(({ labels }) => labels.queue_name === '_OTHER')?.value).toBe(1_199);
});
