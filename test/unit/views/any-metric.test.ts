import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { panelsOf } from '../../../src/views/any-metric.ts';
import type { PageMetric } from '../../../src/views/expression.ts';
import { createNames, DEFAULT_NAMES } from '../../../src/views/names.ts';
import { toPromql } from '../../../src/views/promql.ts';
import { confusesParser, syntaxErrors } from './promql-parser.ts';

const OPTIONS = { names: createNames(DEFAULT_NAMES), window: '5m' };

function metric(given: Partial<PageMetric>): PageMetric {
  return { name: 'orders', type: 'counter', unit: '', help: 'Orders.', labels: [], ...given };
}

type Row = [
  given: Partial<PageMetric>,
  ...panels: (readonly [unit: string, ...queries: string[]])[],
];

const ROWS: readonly Row[] = [
  [{ name: 'orders_total' }, ['per-second', 'sum(rate(orders_total[5m]))']],
  [
    { name: 'orders_total', labels: ['channel'] },
    ['per-second', 'sum by (channel) (rate(orders_total[5m]))'],
  ],
  [
    { name: 'orders_total', labels: ['id', 'status', 'otel_scope_name'] },
    ['per-second', 'sum by (status) (rate(orders_total[5m]))'],
  ],
  [
    { name: 'orders_total', labels: ['otel_scope_name'] },
    ['per-second', 'sum(rate(orders_total[5m]))'],
  ],
  [
    { name: 'busy_seconds_total', unit: 'seconds' },
    ['share-of-time', 'sum(rate(busy_seconds_total[5m]))'],
  ],
  [
    { name: 'sent_bytes_total', unit: 'bytes' },
    ['bytes-per-second', 'sum(rate(sent_bytes_total[5m]))'],
  ],
  [{ name: 'doors_open', type: 'gauge' }, ['none', 'sum(doors_open)']],
  [
    { name: 'used_ratio', type: 'gauge', unit: 'ratio', labels: ['disk'] },
    ['share', 'avg by (disk) (used_ratio)'],
  ],
  [{ name: 'age_seconds', type: 'gauge', unit: 'seconds' }, ['seconds', 'max(age_seconds)']],
  [
    { name: 'packing_seconds', type: 'histogram', unit: 'seconds', labels: ['carrier'] },
    [
      'seconds',
      'histogram_quantile(0.5, sum by (le) (rate(packing_seconds_bucket[5m])))',
      'histogram_quantile(0.95, sum by (le) (rate(packing_seconds_bucket[5m])))',
      'histogram_quantile(0.99, sum by (le) (rate(packing_seconds_bucket[5m])))',
    ],
    ['per-second', 'sum by (carrier) (rate(packing_seconds_count[5m]))'],
  ],
  [
    { name: 'basket_size', type: 'summary', quantiles: [0.5, 1] },
    ['none', 'max(basket_size{quantile=~"0[.]5"})', 'max(basket_size{quantile=~"1([.]0)?"})'],
    ['per-second', 'sum(rate(basket_size_count[5m]))'],
  ],
];

describe('the chart of any metric', () => {
  it.each(ROWS)('%j', (given, ...expected) => {
    const panels = panelsOf(metric(given)).map(({ unit, queries }) => [
      unit,
      ...queries.map(({ expression }) => toPromql(expression, OPTIONS)),
    ]);
    expect(panels).toEqual(expected);
  });

  it('says the quantiles that most summaries have where none are known', () => {
    const [panel] = panelsOf(metric({ type: 'summary' }));
    expect(panel?.queries.map(({ legend }) => legend)).toEqual(['p50', 'p90', 'p95', 'p99']);
  });

  it('has the name for a title, and its help', () => {
    const panels = panelsOf(metric({ name: 'packing', type: 'histogram', help: 'Time to pack.' }));
    expect(panels.map(({ title, help }) => [title, help])).toEqual([
      ['packing', 'Time to pack.'],
      ['packing, per second', 'Time to pack.'],
    ]);
  });

  it('has an id that no other metric and no other chart has, and parses', () => {
    const name = fc.string({ minLength: 1 }).filter((one) => !confusesParser(one));
    const names = fc.uniqueArray(name, { minLength: 2 });
    const types = fc.constantFrom('counter', 'gauge', 'histogram', 'summary');
    fc.assert(
      fc.property(names, types, (several, type) => {
        const panels = several.flatMap((name) => panelsOf(metric({ name, type, labels: [name] })));
        expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
        for (const { queries } of panels) {
          for (const { expression } of queries) {
            expect(syntaxErrors(toPromql(expression, OPTIONS))).toEqual([]);
          }
        }
      }),
    );
  });
});
