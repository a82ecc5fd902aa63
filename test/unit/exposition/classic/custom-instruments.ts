import { ai } from '../../../../src/instruments/ai/ai.ts';
import { business } from '../../../../src/instruments/business.ts';
import { cache } from '../../../../src/instruments/cache/cache.ts';
import { operation } from '../../../../src/instruments/calls/operation.ts';
import { database } from '../../../../src/instruments/database/database.ts';
import { summary } from '../../../../src/instruments/declared/summary.ts';
import { errors } from '../../../../src/instruments/errors/errors.ts';
import { externalApi } from '../../../../src/instruments/external-api/external-api.ts';
import { queue } from '../../../../src/instruments/queue/queue.ts';
import { createCollect, storeSource } from '../../../../src/pipeline/collect.ts';
import type { Collection } from '../../../../src/pipeline/collection.ts';
import { processMetrics } from '../../../../src/pipeline/process-metrics.ts';
import { AGENT_SCOPE } from '../../../../src/pipeline/self-metrics.ts';
import type { Family, StoredAttributes } from '../../../../src/store/family.ts';
import { fakeHistogram } from '../count.ts';
import { distribution, type FakeFamily, fakeFamily } from '../fake-family.ts';

const MODEL_ANSWER = { usage: { prompt_tokens: 10, completion_tokens: 2 } };

/** Every helper of the app has told something once. */
export async function tellAll(): Promise<Collection> {
  business.userRegistrations.add(1, { source: 'web', status: 'success' });
  business.activeUsers.set(12, { period: 'day' });
  business.userActions.add(1, { action: 'order', endpoint: '/orders/:id' });
  business.revenue.add(49.9, { currency: 'EUR', source: 'shop', product: 'books' });
  business.conversionRate.set(0.25, { funnel_stage: 'cart', segment: 'new' });
  errors.record(new TypeError('no'), { severity: 'high', component: 'checkout' });
  const users = cache('users');
  users.hit('user:*');
  users.miss('user:*');
  users.size(1024);
  const mail = queue('mail');
  mail.size(3, { priority: 'high' });
  mail.process('welcome', () => {});
  const github = externalApi('github');
  github.track('GET /users/:id', () => ({ status: 200 }));
  github.rateLimit('GET /users/:id', 59);
  ai('openai', 'gpt-4o', { prices: { input: 2.5, output: 10 } }).track(() => MODEL_ANSWER);
  operation('checkout', 'pay', () => {});
  const stock = database('stock');
  stock.query('SELECT', 'items', () => []);
  stock.connections({ active: 2, idle: 1 });
  summary('parse_duration', { unit: 's', labels: ['format'] }).record(0.5, { format: 'csv' });
  return createCollect([storeSource(processMetrics().provider)], {})();
}

/** What observers measure that classic names lead to metrics of the helpers. */
export function automaticOnes(): readonly Family[] {
  const scope = { name: AGENT_SCOPE };
  const series = (attributes: StoredAttributes): Pick<FakeFamily, 'series' | 'scope'> => ({
    scope,
    series: [{ attributes, distribution: distribution([1], [1, 0]) }],
  });
  return [
    fakeHistogram(
      {
        ...{ name: 'http.client.request.duration', unit: 's' },
        ...series({ 'server.address': 'api.example', 'http.response.status_code': 200 }),
      },
      [1],
    ),
    fakeHistogram(
      {
        ...{ name: 'db.client.operation.duration', unit: 's' },
        ...series({ 'db.operation.name': 'INSERT', 'db.collection.name': 'orders' }),
      },
      [1],
    ),
    fakeFamily({
      ...{ name: 'db.client.connection.count', kind: 'up-down-counter', unit: '{connection}' },
      ...series({
        'db.client.connection.pool.name': 'db:5432/shop',
        'db.client.connection.state': 'used',
      }),
    }),
    fakeFamily({
      ...{ name: 'errors', kind: 'counter', unit: '{error}', more: { showsScope: false } },
      ...series({ type: 'Error', severity: 'critical', component: 'process' }),
    }),
  ];
}
