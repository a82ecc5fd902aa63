// A shop that measures its business with every helper of the package.
import { business, errors, expressErrorMetrics, operation, record } from '@acme/otel-metrics';
import express from 'express';
import {
  basketSize,
  basketValue,
  coupons,
  doors,
  mail,
  model,
  packing,
  payments,
  products,
  stock,
} from './metrics.mjs';
import { askModel, startPayments } from './partners.mjs';

const PRICES = { lamp: 40, desk: 300, yacht: 5_000_000 };

const paymentUrl = await startPayments();
const kept = new Map();
const jobs = [];
/** What happened, as the shop's own books have it: the metrics have to say the same. */
const books = { users: [], visits: 0, orders: [], refused: 0, questions: 0, tokens: 0 };

const findProduct = products.wrap(
  (name) => stock.query('SELECT', 'products', async () => ({ name, price: PRICES[name] })),
  { store: kept, keyPattern: 'product:*' },
);
const priorityOf = ({ urgent }) => (urgent ? 'high' : 'normal');
mail.observe(() => ({
  high: jobs.filter((job) => priorityOf(job) === 'high').length,
  normal: jobs.filter((job) => priorityOf(job) === 'normal').length,
}));
stock.observe(() => ({ active: 0, idle: 2 }));
doors.set(2);

const app = express();
app.use(express.json());

app.post('/users', (req, res) => {
  const { source, name } = req.body;
  const status = name ? 'success' : 'failure';
  books.users.push({ source, status });
  business.userRegistrations.add(1, { source, status });
  const registered = books.users.filter((user) => user.status === 'success').length;
  business.activeUsers.set(registered, { period: 'day' });
  res.status(name ? 201 : 400).end();
});

app.get('/products/:name', async (req, res) => {
  books.visits++;
  business.userActions.add(1, { action: 'view', endpoint: '/products/:name' });
  const product = await findProduct(req.params.name);
  products.size(kept.size * 100);
  res.json(product);
});

app.post('/orders', async (req, res) => {
  const { product, items = 1, tier = 'basic', coupon, urgent = false } = req.body;
  const amount = PRICES[product] * items;
  const paid = await payments.fetch('POST /payments', `${paymentUrl}/payments?amount=${amount}`, {
    method: 'POST',
  });
  if (!paid.ok) {
    books.refused++;
    throw Object.assign(new RangeError('the payment was refused'), { status: 402 });
  }
  await operation('shop', 'checkout', () => stock.query('INSERT', 'orders', async () => {}));
  books.orders.push({ product, amount });
  business.revenue.add(amount, { currency: 'EUR', source: 'web', product });
  business.conversionRate.set(Math.min(1, books.orders.length / books.visits), {
    funnel_stage: 'order',
    segment: tier,
  });
  basketValue.record(amount, { tier });
  basketSize.record(items);
  if (coupon !== undefined) coupons.add(1, { campaign: coupon });
  jobs.push({ product, urgent });
  res.status(201).end();
});

app.post('/parcels', async (_req, res) => {
  const job = jobs.shift();
  await mail.process('receipt', async () => {
    if (job === undefined) throw new RangeError('nothing was ordered');
    await packing.time(async () => {}, { carrier: 'post' });
  });
  res.end();
});

app.post('/questions', async (req, res) => {
  books.questions++;
  try {
    const answer = await model.track(() => askModel(req.body.question));
    books.tokens += answer.usage.prompt_tokens + answer.usage.completion_tokens;
    res.json({ answer: answer.choices[0].message.content });
  } catch (error) {
    errors.record(error, { severity: 'low', component: 'assistant' });
    res.status(502).end();
  }
});

app.post('/imports/:what', (req, res) => {
  record('imported_rows', req.body.rows, { what: req.params.what }, { kind: 'counter' });
  res.end();
});

app.get('/books', (_req, res) => res.json({ ...books, waiting: jobs.length, kept: kept.size }));

app.use(expressErrorMetrics({ component: 'shop' }));
app.use((error, _req, res, _next) => res.status(error.status ?? 500).end());

const server = app.listen(process.env.PORT ?? 3000, () => {
  console.log(`shop on http://localhost:${server.address().port}`);
});
