// Everything that the shop measures beside what the agent measures by itself.
import {
  ai,
  cache,
  counter,
  database,
  externalApi,
  gauge,
  histogram,
  queue,
  summary,
  timer,
} from '@acme/otel-metrics';

export const products = cache('products');
export const mail = queue('mail');
export const payments = externalApi('payments');
export const stock = database('stock');
export const model = ai('openai', 'gpt-4o-mini', { prices: { input: 1, output: 4 } });

export const coupons = counter('coupons_redeemed', {
  help: 'Coupons that were redeemed.',
  labels: ['campaign'],
  initial: [{ campaign: 'spring' }, { campaign: 'autumn' }],
});
export const doors = gauge('doors_open', { help: 'Doors of the shop that are open.' });
export const basketValue = histogram('basket_value', {
  help: 'What a basket is worth.',
  labels: ['tier'],
  buckets: [10, 50, 100, 500, 1000],
});
export const basketSize = summary('basket_size', { help: 'Items of a basket.' });
export const packing = timer('packing', { help: 'Time to pack a parcel.', labels: ['carrier'] });
