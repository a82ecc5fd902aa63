import { describe, expect, test } from 'vitest';
import { increaseOf, labelSets, quantilesOf, type Span } from '../../../scripts/demo/rates.ts';
import { parsePage } from '../../../scripts/demo/scrape.ts';

function span(before: string, after: string): Span {
  return { seconds: 2, before: parsePage(before), after: parsePage(after) };
}

describe('between two pages', () => {
  const BEFORE = 'n{r="/a",s="200"} 10\nn{r="/a",s="500"} 1\nn{r="/idle",s="200"} 7';
  const AFTER = 'n{s="200",r="/a"} 14\nn{r="/a",s="500"} 2\nn{r="/idle",s="200"} 7\nn{r="/new"} 3';

  test.each([
    ['all series together', {}, 8],
    ['the series with a label', { r: '/a' }, 5],
    ['a series that appeared, from zero', { r: '/new' }, 3],
    ['no series', { r: '/b' }, 0],
  ])('increaseOf adds up %s', (_, labels, expected) => {
    expect(increaseOf(span(BEFORE, AFTER), 'n', labels)).toBe(expected);
  });

  test('a counter that fell was reset: what it holds came since', () => {
    expect(increaseOf(span('n 100', 'n 3'), 'n')).toBe(3);
  });

  test('labelSets lists, sorted, what grew', () => {
    const sets = labelSets(span(BEFORE, AFTER), 'n', ['r', 's']);
    expect(sets).toEqual([
      { r: '/a', s: '200' },
      { r: '/a', s: '500' },
      { r: '/new', s: '' },
    ]);
  });

  test('quantilesOf looks at the observations of the span, over all series with the labels', () => {
    const before =
      'd_bucket{r="/a",le="1"} 90\nd_bucket{r="/a",le="2"} 90\nd_bucket{r="/a",le="+Inf"} 90';
    const after = [
      'd_bucket{r="/a",le="1"} 90\nd_bucket{r="/a",le="2"} 94\nd_bucket{r="/a",le="+Inf"} 94',
      'd_bucket{r="/a",s="2",le="1"} 0\nd_bucket{r="/a",s="2",le="2"} 4\nd_bucket{r="/a",s="2",le="+Inf"} 4',
      'd_bucket{r="/b",le="1"} 50\nd_bucket{r="/b",le="+Inf"} 50',
    ].join('\n');
    expect(quantilesOf(span(before, after), 'd', { r: '/a' })(0.5)).toBe(1.5);
  });
});
