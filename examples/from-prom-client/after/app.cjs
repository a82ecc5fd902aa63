// The same shop, measured by the agent and its helpers.
'use strict';
const {
  business,
  cache,
  expressErrorMetrics,
  metricsHandler,
  queue,
  summary,
} = require('@acme/otel-metrics');
const express = require('express');

const app = express();
const users = new Map();
const products = new Map();
const jobs = [];
const mail = queue('mail');
const basketSize = summary('basket_size', { help: 'Items of a basket.' });
const findProduct = cache('products').wrap((id) => ({ id, price: 20 }), {
  store: products,
  keyPattern: 'product:*',
});

mail.observe(() => jobs.length);
app.use(express.json());
app.get('/metrics', metricsHandler());

app.post('/users', (req, res) => {
  const id = users.size + 1;
  users.set(id, req.body.name);
  business.userRegistrations.add(1, { source: req.body.source, status: 'success' });
  business.activeUsers.set(users.size, { period: 'daily' });
  res.status(201).json({ id });
});

app.get('/products/:id', async (req, res) => {
  res.json(await findProduct(req.params.id));
});

app.post('/orders', (req, res) => {
  const { product, items } = req.body;
  business.revenue.add(items * 20, { currency: 'EUR', source: 'web', product });
  basketSize.record(items);
  jobs.push({ product });
  res.status(202).json({ waiting: jobs.length });
});

app.post('/jobs', (_req, res) => {
  mail.process('receipt', () => {
    if (jobs.shift() === undefined) throw new RangeError('no job waits');
  });
  res.json({ waiting: jobs.length });
});

app.use(expressErrorMetrics());
app.use((error, _req, res, _next) => {
  res.status(error.status ?? 500).json({ error: error.message });
});

const server = app.listen(process.env.PORT ?? 3000, () => {
  console.log(`shop on http://localhost:${server.address().port}`);
});
