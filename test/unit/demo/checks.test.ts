import { describe, expect, test } from 'vitest';
import { EXPECTED, missingFrom } from '../../../scripts/demo/checks.ts';
import { miscounted } from '../../../scripts/demo/report.ts';
import { parsePage } from '../../../scripts/demo/scrape.ts';

/** A page that has every expected series, but for the one that `spoil` changes. */
function pageOf(expected: typeof EXPECTED): string {
  return expected
    .map(({ metric, labels, atLeast }) => {
      const pairs = Object.entries(labels).map(([name, value]) => `${name}="${value}"`);
      return `${metric}{${pairs.join(',')}} ${atLeast}`;
    })
    .join('\n');
}

describe('missingFrom', () => {
  test('finds nothing missing on a complete page', () => {
    expect(missingFrom(parsePage(pageOf(EXPECTED)))).toEqual([]);
  });

  test('finds everything missing on the page of an app without the agent', () => {
    expect(missingFrom(parsePage(''))).toHaveLength(EXPECTED.length);
  });

  test.each([
    ['a series that is absent', 'requests{route="/orders/1"} 5'],
    ['a counter that never counted', 'requests{route="/orders/:id"} 0'],
  ])('names %s as a selector', (_, page) => {
    const expected = [{ metric: 'requests', labels: { route: '/orders/:id' }, atLeast: 1 }];
    expect(missingFrom(parsePage(page), expected)).toEqual(['requests{route="/orders/:id"} > 0']);
  });

  test('a gauge may rest at zero', () => {
    const expected = [{ metric: 'used', labels: {}, atLeast: 0 }];
    expect(missingFrom(parsePage('used 0'), expected)).toEqual([]);
    expect(missingFrom(parsePage(''), expected)).toEqual(['used']);
  });
});

describe('miscounted', () => {
  const tally = { answered: 100, aborted: 5, failed: 0 };

  test.each([
    [100, true],
    [105, true],
    [99, false],
    [106, false],
  ])('%i counted of 100 answers and 5 aborts is right: %s', (count, right) => {
    expect(miscounted(count, tally).length === 0).toBe(right);
  });
});
