import { describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { business } from '../../../src/instruments/business.ts';
import { processMetrics } from '../../../src/pipeline/process-metrics.ts';
import { faultsOf, valuesOf } from './measured.ts';

setLogLevel('none');

const names = () =>
  processMetrics()
    .provider.store.families()
    .map((one) => one.descriptor.name);

it('nothing is declared before a member is read', () => {
  expect(names()).toEqual([]);
  business.activeUsers;
  expect(names()).toEqual(['active_users_count']);
});

describe('what the business asks for', () => {
  it('registrations by source and status', () => {
    business.userRegistrations.add(1, { source: 'web', status: 'success' });
    business.userRegistrations.add(2, { source: 'web', status: 'success' });
    business.userRegistrations.add(1, { source: 'app', status: 'failed' });
    expect(valuesOf('user_registrations')).toEqual({
      'source=web,status=success': 3,
      'source=app,status=failed': 1,
    });
  });

  it('active users by period, which go up and down', () => {
    business.activeUsers.set(120, { period: 'day' });
    business.activeUsers.set(90, { period: 'day' });
    business.activeUsers.add(5, { period: 'day' });
    expect(valuesOf('active_users_count')).toEqual({ 'period=day': 95 });
  });

  it('actions by endpoint', () => {
    business.userActions.bind({ action: 'search', endpoint: '/search' }).add(4);
    expect(valuesOf('user_action')).toEqual({ 'action=search,endpoint=/search': 4 });
  });

  it('revenue in parts of a unit', async () => {
    const labels = { currency: 'EUR', source: 'shop', product: 'books' };
    business.revenue.add(49.9, labels);
    business.revenue.add(0.1, labels);
    expect(await faultsOf('invalid_value', () => business.revenue.add(-10, labels))).toBe(1);
    expect(valuesOf('revenue')).toEqual({ 'currency=EUR,product=books,source=shop': 50 });
  });

  it('is the same instrument at each read', () => {
    expect(business.revenue).toBe(business.revenue);
    expect(business.conversionRate).toBe(business.conversionRate);
  });
});

describe('a conversion rate', () => {
  const labels = { funnel_stage: 'checkout', segment: 'new' };

  it.each([0, 0.25, 1])('may be %d', (rate) => {
    business.conversionRate.set(rate, labels);
    expect(valuesOf('conversion_rate')).toEqual({ 'funnel_stage=checkout,segment=new': rate });
  });

  it.each([-0.01, 1.01, 25, Number.NaN, Infinity, '0.5' as never, undefined as never])(
    'is not %s, which is dropped and counted',
    async (rate) => {
      business.conversionRate.set(0.5, labels);
      const faults = await faultsOf('invalid_value', () =>
        business.conversionRate.set(rate, labels),
      );
      expect(faults).toBe(1);
      expect(valuesOf('conversion_rate')).toEqual({ 'funnel_stage=checkout,segment=new': 0.5 });
    },
  );

  it('ends with its series', () => {
    business.conversionRate.set(0.5, labels);
    expect(business.conversionRate.remove(labels)).toBe(true);
    business.conversionRate.set(0.5, labels);
    business.conversionRate.clear();
    expect(valuesOf('conversion_rate')).toEqual({});
  });
});
