CREATE TABLE IF NOT EXISTS customers (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL
);

CREATE TABLE IF NOT EXISTS orders (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers,
  product text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0)
);

INSERT INTO customers (name)
SELECT 'Customer ' || n FROM generate_series(1, 20) AS n
WHERE NOT EXISTS (SELECT FROM customers);

INSERT INTO orders (customer_id, product, quantity)
SELECT 1 + n % 20, (ARRAY['desk', 'chair', 'lamp'])[1 + n % 3], 1 + n % 5
FROM generate_series(1, 200) AS n
WHERE NOT EXISTS (SELECT FROM orders);
