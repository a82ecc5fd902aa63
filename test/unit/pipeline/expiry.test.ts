import { afterEach, describe, expect, it } from 'vitest';
import { startExpiry } from '../../../src/pipeline/expiry.ts';
import { createMeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { waitFor } from '../../support/app-process.ts';

const TTL_MS = 400;
const LIMITS = { cardinalityLimit: 100, totalCardinalityLimit: 100 };

let stop = (): void => {};
afterEach(() => stop());

function startProvider(ttlMs: number) {
  const provider = createMeterProvider({ ...LIMITS, seriesTtlMs: ttlMs });
  const beginnings = new Set<() => void>();
  stop = startExpiry(provider.store, ttlMs, beginnings);
  const seriesOf = (name: string) =>
    provider.store
      .families()
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap((family) => [...family.series()]);
  return { meter: provider.getMeter('shop'), seriesOf, beginnings };
}

describe('a series that nobody measures', () => {
  it('goes after its time, and begins at 0 with a new start when it comes back', async () => {
    const { meter, seriesOf } = startProvider(TTL_MS);
    const orders = meter.createCounter('orders');
    const bound = orders.bind({ channel: 'shop' });
    orders.add(5, { channel: 'web' });
    bound.add(5);
    const [begun] = seriesOf('orders').map(({ startTimeMs }) => startTimeMs);
    await waitFor(
      () => seriesOf('orders').length === 0 || undefined,
      () => 'the series stayed',
    );
    orders.add(2, { channel: 'web' });
    bound.add(3);
    const again = seriesOf('orders');
    expect(again.map(({ attributes, value }) => [attributes.channel, value])).toEqual([
      ['web', 2],
      ['shop', 3],
    ]);
    for (const { startTimeMs } of again) expect(startTimeMs).toBeGreaterThan(begun ?? Infinity);
  });

  it('is at 0 again where it was declared to be there from the start', async () => {
    const { meter, seriesOf, beginnings } = startProvider(TTL_MS);
    const orders = meter.createCounter('orders');
    beginnings.add(() => void orders.bind({ channel: 'web' }));
    orders.add(5, { channel: 'web' });
    await waitFor(
      () => seriesOf('orders')[0]?.value === 0 || undefined,
      () => 'the series did not begin again',
    );
  });

  it('stays while it is measured, whatever the values', async () => {
    const { meter, seriesOf } = startProvider(TTL_MS);
    const level = meter.createGauge('level');
    meter.createCounter('idle').add(1);
    await waitFor(
      () => {
        level.record(7, { tank: 'a' });
        return seriesOf('idle').length === 0 || undefined;
      },
      () => 'the idle series stayed',
    );
    expect(seriesOf('level').map(({ value }) => value)).toEqual([7]);
  });

  it('stays while it is a sum that may fall and is not 0', async () => {
    const { meter, seriesOf } = startProvider(TTL_MS);
    const open = meter.createUpDownCounter('open');
    open.add(2, { pool: 'busy' });
    open.add(2, { pool: 'done' });
    open.add(-2, { pool: 'done' });
    await waitFor(
      () => seriesOf('open').length === 1 || undefined,
      () => 'the series at 0 stayed',
    );
    expect(seriesOf('open').map(({ attributes }) => attributes.pool)).toEqual(['busy']);
  });

  it('stays where no time is set', async () => {
    const { meter, seriesOf } = startProvider(0);
    meter.createCounter('orders').add(1);
    await new Promise((resolve) => setTimeout(resolve, 2 * TTL_MS));
    expect(seriesOf('orders')).toHaveLength(1);
  });
});
