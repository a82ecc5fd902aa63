// A small shop on Express, measured by hand with prom-client.
'use strict';
const express = require('express');
const errorHandler = require('./error-handler.cjs');
const metrics = require('./metrics-service.cjs');
const metricsMiddleware = require('./metrics-middleware.cjs');

const app = express();
const users = new Map();
const products = new Map();
const jobs = [];

app.use(express.json());
app.use(metricsMiddleware);
app.get('/metrics', (req, res) => metrics.render(req, res));

app.post('/users', (req, res) => {
  const id = users.size + 1;
  users.set(id, req.body.name);
  metrics.userRegistrations.inc({ source: req.body.source, status: 'success' });
  metrics.activeUsers.set({ period: 'daily' }, users.size);
  res.status(201).json({ id });
});

app.get('/products/:id', (req, res) => {
  const labels = { cache_name: 'products', key_pattern: 'product:*' };
  let product = products.get(req.params.id);
  if (product === undefined) {
    metrics.cacheMisses.inc(labels);
    product = { id: req.params.id, price: 20 };
    products.set(req.params.id, product);
  } else {
    metrics.cacheHits.inc(labels);
  }
  res.json(product);
});

app.post('/orders', async (req, res) => {
  const { product, items } = req.body;
  metrics.revenue.inc({ currency: 'EUR', source: 'web', product }, items * 20);
  metrics.basketSize.observe(items);
  jobs.push({ product });
  metrics.queueSize.set({ queue_name: 'mail', priority: 'default' }, jobs.length);
  res.status(202).json({ waiting: jobs.length });
});

app.post('/jobs', async (_req, res) => {
  const labels = { queue_name: 'mail', job_type: 'receipt' };
  const stop = metrics.queueProcessing.startTimer();
  try {
    if (jobs.shift() === undefined) throw new RangeError('no job waits');
    stop({ ...labels, status: 'success' });
  } catch (error) {
    stop({ ...labels, status: 'error' });
    throw error;
  } finally {
    metrics.queueSize.set({ queue_name: 'mail', priority: 'default' }, jobs.length);
  }
  res.json({ waiting: jobs.length });
});

app.use(errorHandler);

const server = app.listen(process.env.PORT ?? 3000, () => {
  console.log(`shop on http://localhost:${server.address().port}`);
});
