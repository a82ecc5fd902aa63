import { expect, it } from 'vitest';
import { setLogLevel } from '../../../src/foundation/log.ts';
import { business } from '../../../src/instruments/business.ts';
import { operation } from '../../../src/instruments/calls/operation.ts';
import { database } from '../../../src/instruments/database/database.ts';
import { counter } from '../../../src/instruments/declared/counter.ts';
import { gauge } from '../../../src/instruments/declared/gauge.ts';
import { errors } from '../../../src/instruments/errors/errors.ts';
import { faultsOf, valuesOf } from './measured.ts';

setLogLevel('none');

const LABELS = { currency: 'EUR', source: 'shop', product: 'books' };

it('names that the app has declared in another way are said and counted, and nothing throws', async () => {
  counter('revenue', { labels: ['shop'] }).add(5, { shop: 'a' });
  counter('conversion_rate');
  gauge('errors');
  gauge('distributed_trace_duration');
  expect(await faultsOf('invalid_instrument', () => business.revenue)).toBe(1);
  business.revenue.add(1, LABELS);
  business.revenue.bind(LABELS).add(1);
  business.conversionRate.set(0.5, { funnel_stage: 'checkout', segment: 'new' });
  expect(business.revenue.remove(LABELS)).toBe(false);
  expect(valuesOf('revenue')).toEqual({ 'shop=a': 5 });
  expect(await faultsOf('invalid_instrument', () => errors.record(new Error('why')))).toBe(1);
  expect(await faultsOf('observer_error', () => operation('shop', 'sync', () => 1))).toBe(1);
});

it('a database says at once that it can not be declared', () => {
  gauge('database_query_duration');
  expect(() => database('stock')).toThrow(
    expect.objectContaining({ code: 'ACME_METRICS_INSTRUMENT_CONFLICT' }),
  );
});
