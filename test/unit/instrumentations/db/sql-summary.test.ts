import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LONGEST_READ,
  SQL_OPERATIONS,
  summarizeSql,
} from '../../../../src/instrumentations/db/sql-summary.ts';
import { SqlTokens } from '../../../../src/instrumentations/db/sql-tokens.ts';

type Row = readonly [text: string, operation: string | undefined, collection?: string];

/** Statement, operation, and table; no table where there is none, several, or no certain one. */
const STATEMENTS: Readonly<Record<string, readonly Row[]>> = {
  'one table': [
    ['SELECT * FROM orders', 'SELECT', 'orders'],
    ['select id from orders where id = $1', 'SELECT', 'orders'],
    ['SELECT count(*) FROM orders o WHERE o.total > 5 ORDER BY o.id, o.total', 'SELECT', 'orders'],
    ['SELECT a, b FROM ONLY orders AS o GROUP BY a, b HAVING count(*) > 1', 'SELECT', 'orders'],
    ['SELECT * FROM orders FOR UPDATE OF orders SKIP LOCKED', 'SELECT', 'orders'],
    ['SELECT * FROM orders WHERE a IN (1, 2, 3) LIMIT 10 OFFSET 5', 'SELECT', 'orders'],
    ['INSERT INTO orders (a, b) VALUES ($1, $2), ($3, $4) RETURNING id', 'INSERT', 'orders'],
    ['INSERT INTO orders DEFAULT VALUES', 'INSERT', 'orders'],
    [
      'INSERT INTO orders AS o VALUES (1) ON CONFLICT (id) DO UPDATE SET n = o.n + 1',
      'INSERT',
      'orders',
    ],
    ['UPDATE orders SET a = 1, b = 2 WHERE id = 3', 'UPDATE', 'orders'],
    ['UPDATE ONLY orders SET a = 1', 'UPDATE', 'orders'],
    ['DELETE FROM orders WHERE id = 1', 'DELETE', 'orders'],
    ['TRUNCATE orders', 'TRUNCATE', 'orders'],
    ['TRUNCATE TABLE ONLY orders RESTART IDENTITY', 'TRUNCATE', 'orders'],
    ['COPY orders (a, b) FROM STDIN WITH (FORMAT csv)', 'COPY', 'orders'],
    ['LOCK TABLE orders IN SHARE MODE', 'LOCK', 'orders'],
    ['TABLE orders', 'TABLE', 'orders'],
    ['CREATE TABLE IF NOT EXISTS orders (id int, who int REFERENCES people)', 'CREATE', 'orders'],
    ['CREATE TEMP TABLE orders (id int)', 'CREATE', 'orders'],
    ['ALTER TABLE orders ADD a int, DROP b', 'ALTER', 'orders'],
    ['DROP TABLE IF EXISTS orders CASCADE', 'DROP', 'orders'],
  ],
  names: [
    ['SELECT * FROM Orders', 'SELECT', 'orders'],
    ['SELECT * FROM "Orders"', 'SELECT', 'Orders'],
    ['SELECT * FROM public.orders', 'SELECT', 'public.orders'],
    ['SELECT * FROM "Sales"."Order""s" AS o', 'SELECT', 'Sales.Order"s'],
    ['SELECT * FROM shop . public . orders', 'SELECT', 'shop.public.orders'],
    ['SELECT * FROM "select"', 'SELECT', 'select'],
    ['SELECT * FROM straße', 'SELECT', 'straße'],
    ['UPDATE"Orders"SET a=1', 'UPDATE', 'Orders'],
    [`SELECT * FROM ${'x'.repeat(63)}`, 'SELECT', 'x'.repeat(63)],
    [`SELECT * FROM ${'x'.repeat(64)}`, 'SELECT'],
    ['SELECT * FROM U&"d\\0061t"', 'SELECT'],
    ['SELECT * FROM "unclosed', 'SELECT'],
    ['SELECT * FROM ""', 'SELECT'],
    ['SELECT * FROM public.', 'SELECT'],
    ['SELECT * FROM', 'SELECT'],
    ["SELECT * FROM 'orders'", 'SELECT'],
    ['SELECT * FROM $1', 'SELECT'],
  ],
  'past comments, white space and parentheses': [
    ['  \n\t SELECT 1', 'SELECT'],
    ['-- FROM a\nSELECT * FROM orders -- , b', 'SELECT', 'orders'],
    ['/* a /* nested */ comment; */ SELECT * /* JOIN */ FROM/**/orders', 'SELECT', 'orders'],
    ['((SELECT * FROM orders)) LIMIT 1;', 'SELECT', 'orders'],
    ['/* never closed SELECT * FROM orders', undefined],
    ['-- only a comment', undefined],
  ],
  'literals are no SQL': [
    ["SELECT ' FROM a JOIN b; ' FROM orders", 'SELECT', 'orders'],
    ["SELECT 'it''s FROM a' FROM orders", 'SELECT', 'orders'],
    ["SELECT E'it\\'s, FROM a' FROM orders", 'SELECT', 'orders'],
    ["SELECT 'C:\\' FROM orders", 'SELECT', 'orders'],
    ["SELECT B'1', X'F', N'x' FROM orders", 'SELECT', 'orders'],
    ["SELECT'FROM a'FROM orders", 'SELECT', 'orders'],
    ['SELECT $$ FROM a, b; $$ FROM orders', 'SELECT', 'orders'],
    ['SELECT $tag$ $$ FROM a $other$ $tag$ FROM orders', 'SELECT', 'orders'],
    ['SELECT "FROM a, b" FROM orders', 'SELECT', 'orders'],
    ['SELECT 1.5e3, .5, 0x1F, $1 FROM orders WHERE a = $2', 'SELECT', 'orders'],
    ["SELECT * FROM orders WHERE a = 'never closed, b", 'SELECT', 'orders'],
    ['SELECT $tag$ never closed FROM orders', 'SELECT'],
    ['DO $$ BEGIN UPDATE orders SET a = 1; END $$', 'DO'],
  ],
  'FROM that names no table': [
    ['SELECT extract(year FROM placed), trim(both FROM a) FROM orders', 'SELECT', 'orders'],
    ['SELECT a IS DISTINCT FROM b FROM orders', 'SELECT', 'orders'],
    ['SELECT * FROM orders WHERE a IS NOT DISTINCT FROM $1', 'SELECT', 'orders'],
    ['SELECT 1', 'SELECT'],
    ['SELECT now()', 'SELECT'],
    ['SELECT * FROM generate_series(1, 10)', 'SELECT'],
    ['SELECT * FROM LATERAL unnest($1)', 'SELECT'],
    ['SELECT * FROM ROWS FROM (f(1), g(2))', 'SELECT'],
    ['COPY (SELECT 1) TO STDOUT', 'COPY'],
  ],
  'more than one table': [
    ['SELECT * FROM a JOIN b ON a.id = b.id', 'SELECT'],
    ['SELECT * FROM a NATURAL LEFT JOIN b', 'SELECT'],
    ['SELECT * FROM a, b WHERE a.id = b.id', 'SELECT'],
    ['SELECT * FROM a AS x, b', 'SELECT'],
    ['SELECT * FROM (SELECT * FROM a) x', 'SELECT'],
    ['SELECT (SELECT 1 FROM b) FROM a', 'SELECT'],
    ['SELECT * FROM a WHERE id IN (SELECT id FROM b)', 'SELECT'],
    ['SELECT * FROM a UNION ALL SELECT * FROM b', 'SELECT'],
    ['SELECT * FROM a EXCEPT TABLE b', 'SELECT'],
    ['SELECT * INTO b FROM a', 'SELECT'],
    ['INSERT INTO a SELECT * FROM b', 'INSERT'],
    ['UPDATE a SET x = b.x FROM b WHERE a.id = b.id', 'UPDATE'],
    ['UPDATE a SET x = (SELECT max(x) FROM b)', 'UPDATE'],
    ['DELETE FROM a USING b WHERE a.id = b.id', 'DELETE'],
    ['MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE', 'MERGE'],
    ['TRUNCATE a, b', 'TRUNCATE'],
    ['DROP TABLE a, b', 'DROP'],
    ['CREATE TABLE a AS SELECT * FROM b', 'CREATE'],
  ],
  'several statements': [
    ['SELECT * FROM a; DELETE FROM a', 'SELECT'],
    ['UPDATE a SET x = 1; UPDATE b SET x = 1;', 'UPDATE'],
    ['BEGIN; UPDATE a SET x = 1; COMMIT', 'BEGIN'],
    ['SELECT 1; SELECT * FROM a', 'SELECT'],
    ['DELETE FROM a; ; -- done', 'DELETE', 'a'],
  ],
  'WITH has the operation behind its list': [
    ['WITH x AS (SELECT * FROM a) SELECT * FROM x', 'SELECT'],
    ['WITH RECURSIVE t(n) AS (VALUES (1) UNION SELECT n+1 FROM t) SELECT * FROM t', 'SELECT'],
    ['WITH d AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM d', 'INSERT'],
    ['WITH x AS (SELECT 1), y AS MATERIALIZED (SELECT 2) UPDATE a SET n = 1 FROM x', 'UPDATE'],
    ['WITH x AS (SELECT 1) SEARCH DEPTH FIRST BY id SET o DELETE FROM a USING x', 'DELETE'],
    ['WITH x AS (SELECT 1', 'WITH'],
  ],
  'no table looked for': [
    ['BEGIN', 'BEGIN'],
    ['commit;', 'COMMIT'],
    ['ROLLBACK TO SAVEPOINT s', 'ROLLBACK'],
    ["SET search_path TO 'x'", 'SET'],
    ['EXPLAIN ANALYZE SELECT * FROM orders', 'EXPLAIN'],
    ['CALL refresh(1)', 'CALL'],
    ['VALUES (1), (2)', 'VALUES'],
    ['LISTEN channel', 'LISTEN'],
    ['CREATE INDEX i ON orders (a)', 'CREATE'],
    ['CREATE FUNCTION f() RETURNS TABLE (a int) AS $$ SELECT 1 $$ LANGUAGE sql', 'CREATE'],
  ],
  'no statement at all': [
    ['', undefined],
    [';', undefined],
    ['???', undefined],
    ['SELECTED * FROM orders', undefined],
    ['constructor', undefined],
    ["'SELECT' * FROM orders", undefined],
    ['"SELECT" * FROM orders', undefined],
    ['secret-token-in-the-wrong-place', undefined],
  ],
};

describe.each(Object.entries(STATEMENTS))('%s', (_title, rows) => {
  it.each(rows.map(([text, ...summary]) => ({ text, summary })))('$text', ({ text, summary }) => {
    const { operation, collection } = summarizeSql(text);
    expect([operation, collection]).toEqual([summary[0], summary[1]]);
  });
});

describe('a text that is too long to read', () => {
  const rows = '($1, $2), '.repeat(LONGEST_READ / 8);

  it('keeps the table of a bulk insert', () => {
    expect(summarizeSql(`INSERT INTO orders VALUES ${rows}($1, $2)`)).toEqual({
      operation: 'INSERT',
      collection: 'orders',
    });
  });

  it('has no table where another statement may follow', () => {
    expect(summarizeSql(`INSERT INTO orders VALUES ${rows}($1); DELETE FROM b`)).toEqual({
      operation: 'INSERT',
    });
  });

  it('has no table where a join may follow', () => {
    expect(summarizeSql(`SELECT * FROM a WHERE x IN (${rows}1)`)).toEqual({ operation: 'SELECT' });
  });
});

/** Pieces that statements are made of, so that generated texts get past the first word. */
const FRAGMENTS = [
  ...['SELECT', 'INSERT INTO', 'UPDATE', 'DELETE FROM', 'WITH', 'FROM', 'JOIN', 'WHERE', 'SET'],
  ...['orders', 'Orders', '"Or""ders"', 'public', '.', ',', ';', '(', ')', '*', '$1', '$$', '$a$'],
  ...[
    "'",
    "''",
    "'text'",
    "E'\\'",
    '"',
    '--',
    '\n',
    '/*',
    '*/',
    ' ',
    '\\',
    '1.5',
    'é',
    '\u{1F600}',
  ],
];
const sqlText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 60 }).map((parts) => parts.join(' ')),
  fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 60 }).map((parts) => parts.join('')),
);

describe('any text', () => {
  it('gives a keyword of the list and an identifier that stands in the statement', () => {
    fc.assert(
      fc.property(sqlText, (text) => {
        const { operation, collection } = summarizeSql(text);
        if (operation !== undefined) expect(SQL_OPERATIONS).toContain(operation);
        if (collection === undefined) return;
        expect(operation).toBeDefined();
        const unquoted = text.replaceAll('""', '"').toLowerCase();
        for (const part of collection.toLowerCase().split('.')) expect(unquoted).toContain(part);
      }),
      { numRuns: 5000 },
    );
  });

  it('never shows a literal, wherever it stands', () => {
    const literal = fc.constantFrom("'CANARY'", "E'CANARY'", '$$CANARY$$', '$q$ CANARY $q$');
    const around = fc.array(fc.constantFrom('SELECT', 'FROM', 'a', ',', '(', ')', '.', 'INTO'));
    fc.assert(
      fc.property(around, literal, around, (before, value, after) => {
        const text = [...before, value, ...after].join(' ');
        expect(JSON.stringify(summarizeSql(text)).toUpperCase()).not.toContain('CANARY');
      }),
    );
  });

  // Quadratic reading of two million characters would outlive the test's time limit by far.
  it.each(["'", "''", '"', '$a', '$a$', '$', '/*', '/*/', '(', "E'\\", '--', 'a.', 'x ', ';'])(
    'is read in linear time: %s',
    (fragment) => {
      const tokens = new SqlTokens(fragment.repeat(2_000_000 / fragment.length));
      do tokens.next();
      while (tokens.kind !== 'end');
    },
  );
});
