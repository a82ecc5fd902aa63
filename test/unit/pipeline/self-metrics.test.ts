import { beforeAll, describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import type { MeterProvider } from '../../../src/pipeline/meter-provider.ts';
import { AGENT_SCOPE, createSelfMetrics } from '../../../src/pipeline/self-metrics.ts';
import { newProvider, type Reading, readingsOf } from './readings.ts';

setLogLevel('none');

async function readings(provider: MeterProvider, name: string): Promise<Reading[]> {
  await provider.observables.observe();
  return readingsOf(provider.store.families(), `acme.metrics.agent.${name}`);
}

describe('errors', () => {
  it('are counted by cause', async () => {
    const provider = newProvider();
    createSelfMetrics(provider);
    const meter = provider.getMeter('shop');
    const before = new Map(
      (await readings(provider, 'errors')).map(([{ cause }, n]) => [cause, n]),
    );
    const counter = meter.createCounter('x');
    for (const bad of [Number.NaN, -1, Infinity]) counter.add(bad);
    counter.add(1, { a: Symbol('a') } as never);
    meter.createGauge('x');
    meter.createGauge('');
    const added = (await readings(provider, 'errors')).map(([{ cause }, count]) => [
      cause,
      Number(count) - Number(before.get(cause) ?? 0),
    ]);
    expect(Object.fromEntries(added)).toEqual({
      invalid_value: 3,
      invalid_attribute: 1,
      instrument_conflict: 1,
      invalid_instrument: 1,
    });
  });
});

describe('series and overflow', () => {
  let provider: MeterProvider;
  beforeAll(() => {
    provider = newProvider(20);
    createSelfMetrics(provider);
    const orders = provider.getMeter('shop').createCounter('orders');
    for (let id = 0; id < 30; id++) orders.add(1, { id });
    const jobs = provider.getMeter('shop').createGauge('jobs');
    jobs.record(1, { id: 1 });
    provider.getMeter('other').createCounter('jobs').add(1);
    provider.getMeter('shop').createCounter('silent');
  });

  it('say how many series a metric has, those of every scope together', async () => {
    const series = await readings(provider, 'series');
    expect(series).toContainEqual([{ metric: 'orders' }, 20]);
    expect(series).toContainEqual([{ metric: 'jobs' }, 2]);
    expect(series.map(([{ metric }]) => metric)).not.toContain('silent');
  });

  it('say how many measurements found no place', async () => {
    expect(await readings(provider, 'overflow')).toEqual([[{ metric: 'orders' }, 11]]);
  });
});

it('said 16 for 160 measurements that went to overflow through bound series', async () => {
  const provider = newProvider(20);
  createSelfMetrics(provider);
  const meter = provider.getMeter('shop');
  const sums = meter.createCounter('sum');
  const distributions = meter.createHistogram('distribution');
  // 19 find a place, 16 do not.
  for (let id = 0; id < 19 + 16; id++) {
    const [sum, distribution] = [sums.bind({ id }), distributions.bind({ id })];
    for (let i = 0; i < 10; i++) {
      sum.add(1);
      distribution.record(1);
    }
  }
  expect(await readings(provider, 'overflow')).toEqual([
    [{ metric: 'sum' }, 160],
    [{ metric: 'distribution' }, 160],
  ]);
});

describe('scrape durations', () => {
  it('are seconds in buckets up to 2.5', () => {
    const provider = newProvider();
    createSelfMetrics(provider).scrapeDuration.record(0.02);
    const family = provider.store
      .families()
      .find(({ descriptor }) => descriptor.name === 'acme.metrics.agent.scrape.duration');
    expect(family?.descriptor).toMatchObject({ unit: 's', kind: 'histogram' });
    expect(family?.descriptor.boundaries.at(-1)).toBe(2.5);
    expect([...(family?.series() ?? [])][0]?.distribution?.sum).toBe(0.02);
  });
});

it('all stand in the scope of the agent, which has no version', () => {
  const provider = newProvider();
  createSelfMetrics(provider);
  const scopes = provider.store.families().map(({ scope }) => scope);
  expect(scopes).toEqual(Array(4).fill({ name: AGENT_SCOPE }));
});
