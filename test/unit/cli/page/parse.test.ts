import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { toPageMetric } from '../../../../src/cli/page/page.ts';
import { PageTooLarge, parsePage } from '../../../../src/cli/page/parse.ts';
import { parseExposition } from '../../../support/exposition-parser.ts';
import { parseOpenMetrics } from '../../../support/openmetrics-parser.ts';

const GOLDEN = join(import.meta.dirname, '../../../golden');
const INF = Number.POSITIVE_INFINITY;

/** The only series of the only metric. */
function onlySeries(text: string) {
  const [family, ...more] = parsePage(text).metrics.values();
  expect(more).toEqual([]);
  expect(family?.series).toHaveLength(1);
  return { name: family?.name, ...family?.series[0] };
}

describe('a sample', () => {
  it.each([
    ['m 1', {}, 1],
    ['m{} 1', {}, 1],
    ['  m \t { a = "b" , } \t 1 ', { a: 'b' }, 1],
    ['m{a="b",c="d"} 1.5e3 1700000000000', { a: 'b', c: 'd' }, 1500],
    ['m 1 -5', {}, 1],
    ['m 1 1520430000.123', {}, 1],
    [String.raw`m{a="one \"two\" \\ three\nfour"} 1`, { a: 'one "two" \\ three\nfour' }, 1],
    [String.raw`m{a="\x"} 1`, { a: String.raw`\x` }, 1],
    ['m{a="}{,= #"} 1', { a: '}{,= #' }, 1],
    ['m{a=""} 1', {}, 1],
    ['m{a="주문 \u001b[2J"} 1', { a: '주문 \u001b[2J' }, 1],
    ['m{"http.route"="/a"} 1', { 'http.route': '/a' }, 1],
    ['{"m"} 1', {}, 1],
    ['{"m",a="b"} 1', { a: 'b' }, 1],
    ['{"m", "a.b"="c"} 1', { 'a.b': 'c' }, 1],
    ['m{__proto__="x"} 1', { ['__proto__']: 'x' }, 1],
    ['m 1 # {trace_id="abc"} 0.5 1520430000.123', {}, 1],
    ['m{a="b"} 1 1520430000 # {} 0.5', { a: 'b' }, 1],
    ['m\u00201\r', {}, 1],
    ['m +Inf', {}, INF],
    ['m -Inf', {}, -INF],
    ['m inf', {}, INF],
    ['m NaN', {}, Number.NaN],
    ['m .5', {}, 0.5],
    ['m 5.', {}, 5],
    ['m 1E-2', {}, 0.01],
  ])('%s', (line, labels, value) => {
    const { badLines, metrics } = parsePage(line);
    expect(badLines).toBe(0);
    expect(metrics.get('m')?.series).toEqual([{ labels, value }]);
  });

  it('may have any UTF-8 name in quotes', () => {
    expect(onlySeries('{"shop.\\"주문\\"",a="b"} 2')).toEqual({
      ...{ name: 'shop."주문"', labels: { a: 'b' }, value: 2 },
    });
  });

  it.each([
    'm',
    'm{',
    'm{a="b"',
    'm{a="b} 1',
    'm{a=b} 1',
    'm{a="b" c="d"} 1',
    'm{,} 1',
    'm{a="b",,} 1',
    'm 0x10',
    'm 1_000',
    'm one',
    'm 1 2 3',
    '1m 2',
    '{a="b"} 1',
    '{} 1',
    '"m" 1',
    '<html>',
    '{"error": "not found"}',
    `m{${'a="b",'.repeat(300)}} 1`,
  ])('%s is none; others are read', (line) => {
    const { badLines, metrics } = parsePage(`before 1\n${line}\nafter 2`);
    expect([...metrics.keys()]).toEqual(['before', 'after']);
    expect(badLines).toBe(1);
  });
});

describe('metadata', () => {
  it('is of the metric that it names', () => {
    const page = parsePage(
      [
        '# HELP orders_total Orders.\\nAll \\\\ of "them".',
        '# TYPE orders_total counter',
        '# just a comment',
        '#HELP nothing',
        'orders_total 1',
        '# TYPE "shop.size" gauge',
        '{"shop.size"} 2',
        '# TYPE constructor toString',
        'constructor 3',
        '# HELP later_seconds Comes after its samples.',
        'later_seconds 4',
      ].join('\n'),
    );
    expect([...page.metrics.values()].map(({ series, ...about }) => about)).toEqual([
      { name: 'orders_total', type: 'counter', unit: '', help: 'Orders.\nAll \\ of "them".' },
      { name: 'shop.size', type: 'gauge', unit: '', help: '' },
      { name: 'constructor', type: 'unknown', unit: '', help: '' },
      { name: 'later_seconds', type: 'unknown', unit: 'seconds', help: 'Comes after its samples.' },
    ]);
  });

  it('of metrics without a sample makes none', () => {
    expect(parsePage('# TYPE a counter\n# HELP b B.\n').metrics.size).toBe(0);
  });
});

describe('families', () => {
  it('have the lines of a histogram together, label set by label set', () => {
    const page = parsePage(`
# TYPE d_seconds histogram
d_seconds_bucket{le="+Inf",a="1"} 3
d_seconds_bucket{a="1",le="0.5"} 2
d_seconds_bucket{le="0.1",a="1"} 1
d_seconds_sum{a="1"} 1.5
d_seconds_count{a="1"} 3
d_seconds_count{a="2"} 0
d_seconds_bucket{a="1"} 7
d_seconds_bucket{a="1",le="much"} 7
`);
    expect([...page.metrics.keys()]).toEqual(['d_seconds']);
    expect(page.badLines).toBe(2);
    expect(page.metrics.get('d_seconds')?.series).toEqual([
      {
        ...{ labels: { a: '1' }, count: 3, sum: 1.5 },
        buckets: [
          { upperBound: 0.1, count: 1 },
          { upperBound: 0.5, count: 2 },
          { upperBound: INF, count: 3 },
        ],
      },
      { labels: { a: '2' }, count: 0, buckets: [] },
    ]);
  });

  it('have those of a summary together', () => {
    const text = '# TYPE s summary\ns{quantile="0.9"} 2\ns{quantile="0.5"} NaN\ns_sum 3\ns_count 4';
    expect(onlySeries(text)).toEqual({
      ...{ name: 's', labels: {}, sum: 3, count: 4 },
      quantiles: [
        { q: 0.5, value: Number.NaN },
        { q: 0.9, value: 2 },
      ],
    });
  });

  it('are apart where a name only looks like a part of another', () => {
    const page = parsePage(
      '# TYPE jobs gauge\njobs 1\njobs_count 2\njobs_total 3\n# TYPE q_count counter\nq_count 4',
    );
    expect([...page.metrics.keys()]).toEqual(['jobs', 'jobs_count', 'jobs_total', 'q_count']);
  });

  it('of OpenMetrics are called as Prometheus calls them', () => {
    const page = parsePage(
      [
        ...['# TYPE orders counter', 'orders_total 1', 'orders_created 5'],
        ...['# TYPE target info', 'target_info{a="b"} 1'],
        ...['# TYPE size gaugehistogram', 'size_bucket{le="+Inf"} 1', 'size_gcount 1', '# EOF'],
      ].join('\n'),
    );
    const types = [...page.metrics.values()].map(({ name, type }) => [name, type]);
    expect(types).toEqual([
      ['orders_total', 'counter'],
      ['target_info', 'info'],
      ['size', 'histogram'],
    ]);
    expect(page.metrics.get('orders_total')?.series).toEqual([{ labels: {}, value: 1 }]);
  });
});

describe('the pages that the agent writes', () => {
  // The others have lines that are about the page.
  const goldens = readdirSync(GOLDEN).filter((name) =>
    /^(format-|all-|escaping|odd-|prefix)/.test(name),
  );

  it.each(goldens)('%s is read whole', (name) => {
    const text = readFileSync(join(GOLDEN, name), 'utf8');
    const isOpen = text.endsWith('# EOF\n');
    const strict = isOpen ? parseOpenMetrics(text, 'utf-8') : parseExposition(text, 'utf-8');
    const page = parsePage(text);
    expect(page.badLines).toBe(0);
    expect(page.metrics.size).toBe(strict.length);
    const help = strict.map((metric) => metric.help ?? '');
    expect([...page.metrics.values()].map((family) => family.help)).toEqual(help);
    const families = [...page.metrics.values()];
    const values = families.flatMap(({ series }) => series.map(({ value }) => value));
    const plain = strict.filter(({ type }) => type !== 'histogram' && type !== 'summary');
    const expected = plain.flatMap(({ samples }) =>
      samples.filter((one) => !one.name.endsWith('_created')).map(({ value }) => value),
    );
    expect(values.filter((value) => value !== undefined)).toEqual(expected);
  });
});

describe('whatever a page has in it', () => {
  test('no text makes it fail', () => {
    const parts = fc.constantFrom(
      'm',
      '{',
      '}',
      '"',
      '\\',
      ',',
      '=',
      ' ',
      '1',
      '#',
      '\n',
      'TYPE ',
      'é',
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.oneof(parts, fc.string({ maxLength: 1 })) }), (text) => {
        expect(parsePage(text).badLines).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });

  test('labels come out as they were written', () => {
    const names = fc.string({ minLength: 1, unit: 'grapheme' });
    const quoted = (text: string) =>
      `"${text.replace(/[\\"\n]/g, (one) => (one === '\n' ? '\\n' : `\\${one}`))}"`;
    const labels = fc.dictionary(names, fc.string({ minLength: 1, unit: 'grapheme' }), {
      maxKeys: 5,
    });
    fc.assert(
      fc.property(labels, (wanted) => {
        const pairs = Object.entries(wanted).map(
          ([key, value]) => `${quoted(key)}=${quoted(value)}`,
        );
        expect(onlySeries(`m{${pairs.join(',')}} 1`).labels).toEqual({ ...wanted });
      }),
    );
  });

  test('more than can be held is refused', () => {
    const million = 'a 1\n'.repeat(1_000_001);
    expect(() => parsePage(million)).toThrow(PageTooLarge);
  });
});

test('a metric of a page is one that questions can be asked of', () => {
  const page = parsePage('# TYPE a counter\na{x="1",y="2"} 1\na{z="1"} 1\nb 2');
  expect([...page.metrics.values()].map(toPageMetric)).toEqual([
    { name: 'a', type: 'counter', unit: '', help: '', labels: ['x', 'y', 'z'] },
    { name: 'b', type: 'gauge', unit: '', help: '', labels: [] },
  ]);
});
