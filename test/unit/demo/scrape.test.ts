import { describe, expect, test } from 'vitest';
import { parsePage, select, total } from '../../../scripts/demo/scrape.ts';

const PAGE = parsePage(
  [
    '# HELP requests_total All requests.',
    '# TYPE requests_total counter',
    'requests_total{route="/orders/:id",error_type="aborted"} 2',
    'requests_total{route="/orders/:id"} 40',
    'requests_total{route="/orders"} 1e3',
    'up 1',
    'nothing{} NaN',
    'latency_bucket{le="+Inf"} 3 1700000000000',
    'lowest -Inf',
    'not a sample',
    '',
  ].join('\n'),
);

describe('parsePage', () => {
  test.each([
    ['up', 1],
    ['nothing', Number.NaN],
    ['latency_bucket', 3],
    ['lowest', Number.NEGATIVE_INFINITY],
  ])('reads the value of %s', (name, value) => {
    expect(PAGE.get(name)?.map((sample) => sample.value)).toEqual([value]);
  });

  test('knows no name but those of the samples', () => {
    expect([...PAGE.keys()]).toEqual([
      'requests_total',
      'up',
      'nothing',
      'latency_bucket',
      'lowest',
    ]);
  });

  test.each([
    [String.raw`m{a="one \"two\" three"} 1`, { a: 'one "two" three' }],
    [String.raw`m{a="back\\slash",b="line\nbreak"} 1`, { a: 'back\\slash', b: 'line\nbreak' }],
    [String.raw`m{a="\\n"} 1`, { a: String.raw`\n` }],
    ['m{a="}{,= ",b=""} 1', { a: '}{,= ' }],
  ])('reads the labels of %s', (line, labels) => {
    expect(parsePage(line).get('m')).toEqual([{ name: 'm', labels, value: 1 }]);
  });
});

describe('select', () => {
  test.each([
    ['all series of a name', {}, 3],
    ['those with a label value', { route: '/orders/:id' }, 2],
    ['those without a label, by the empty value', { route: '/orders/:id', error_type: '' }, 1],
    ['none where a label differs', { route: '/orders/1' }, 0],
  ])('finds %s', (_, labels, count) => {
    expect(select(PAGE, 'requests_total', labels)).toHaveLength(count);
  });

  test('adds up what it finds, and tells nothing from zero', () => {
    expect(total(PAGE, 'requests_total')).toBe(1042);
    expect(total(PAGE, 'absent')).toBeNaN();
  });
});
