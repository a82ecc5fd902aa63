// An orders API on PostgreSQL. It knows nothing of metrics: the preload finds Express and pg.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const express = require('express');
const { Pool } = require('pg');

const pool = new Pool({ max: 4 }); // PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE say where.
const app = express();
app.use(express.json());

const orders = express.Router();
orders.get('/', async (_req, res) => {
  const { rows } = await pool.query('SELECT * FROM orders ORDER BY id DESC LIMIT 20');
  res.json(rows);
});
orders.get('/:id', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM orders WHERE id = $1', [req.params.id]);
  if (rows.length === 0) res.status(404).json({ error: 'no such order' });
  else res.json(rows[0]);
});
orders.post('/', async ({ body }, res) => {
  const { rows } = await pool.query(
    'INSERT INTO orders (customer_id, product, quantity) VALUES ($1, $2, $3) RETURNING *',
    [body.customerId, body.product, body.quantity],
  );
  res.status(201).json(rows[0]);
});
// Invoices are half rolled out: their table is missing, so this route always fails.
orders.get('/:id/invoice', async (req, res) => {
  const { rows } = await pool.query('SELECT * FROM invoices WHERE order_id = $1', [req.params.id]);
  res.json(rows);
});
app.use('/orders', orders);

const customers = express.Router({ mergeParams: true });
customers.get('/orders', async (req, res) => {
  const { customerId } = req.params;
  const { rows } = await pool.query('SELECT * FROM orders WHERE customer_id = $1', [customerId]);
  res.json(rows);
});
app.use('/customers/:customerId', customers);

app.get('/reports/sales', async (_req, res) => {
  await pool.query('SELECT pg_sleep(0.2)'); // Stands for the work of a large report.
  const { rows } = await pool.query('SELECT product, sum(quantity) FROM orders GROUP BY product');
  res.json(rows);
});

app.use((_error, _req, res, _next) => res.status(500).json({ error: 'internal error' }));

async function main() {
  await pool.query(readFileSync(join(__dirname, 'schema.sql'), 'utf8'));
  const server = app.listen(process.env.PORT ?? 3000, (error) => {
    if (error) throw error;
    console.log(`orders API on http://localhost:${server.address().port}`);
  });
}
main();
