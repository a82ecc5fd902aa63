import { describe, expect, it } from 'vitest';
import { parsePage } from '../../../../src/cli/page/parse.ts';
import { sparkline } from '../../../../src/cli/watch/sparkline.ts';
import { Tracks } from '../../../../src/cli/watch/tracks.ts';

const NONE = Number.NaN;

/** Pages two seconds apart; `undefined` is none. */
function tracksOf(...pages: (string | undefined)[]): Tracks {
  const tracks = new Tracks();
  for (const [i, page] of pages.entries()) {
    if (page === undefined) tracks.addGap();
    else tracks.add(parsePage(page), i * 2000);
  }
  return tracks;
}

const counter = (value: number) => `# TYPE c counter\nc{a="1"} ${value}\nc{a="2"} 10\n`;
const histogram = (low: number, all: number) =>
  `# TYPE h_seconds histogram\nh_seconds_bucket{le="1"} ${low}\nh_seconds_bucket{le="2"} ${all}\nh_seconds_bucket{le="+Inf"} ${all}\nh_seconds_count ${all}\n`;

describe('what is followed', () => {
  it.each([
    ['a counter by its rate', [counter(0), counter(4), counter(10)], [NONE, 2, 3]],
    ['a counter that began anew', [counter(90), counter(100), counter(0)], [NONE, 5, 5]],
    ['a gauge by itself', ['g 5', 'g 3', 'g NaN'], [5, 3, NONE]],
    ['a histogram by its count', [histogram(0, 0), histogram(2, 8)], [NONE, 4]],
    ['over a gap', [counter(0), undefined, counter(8)], [NONE, NONE, 2]],
  ])('%s', (_, pages, points) => {
    expect(tracksOf(...pages).all.map((track) => track.points)).toEqual([points]);
  });

  it('has the quantile of what came since the page before', () => {
    const last = (...pages: string[]) => tracksOf(...pages).all[0]?.p95;
    expect(last(histogram(0, 0))).toBeNaN();
    expect(last(histogram(0, 100), histogram(100, 200))).toBeCloseTo(0.95);
    expect(last(histogram(50, 100), histogram(10, 10))).toBeCloseTo(0.95);
    expect(last(histogram(50, 100), histogram(50, 100))).toBeNaN();
  });

  it('keeps those that are gone, and fills up those that come later', () => {
    const tracks = tracksOf('a 1', 'a 1\nb 2', 'b 3');
    expect(tracks.all.map(({ name, points, isThere }) => [name, points, isThere])).toEqual([
      ['a', [1, 1, NONE], false],
      ['b', [NONE, 2, 3], true],
    ]);
  });

  it('forgets what no terminal would show', () => {
    const tracks = tracksOf(...Array.from({ length: 300 }, (_, i) => `a ${i}`));
    expect(tracks.all[0]?.points).toHaveLength(120);
    expect(tracks.all[0]?.points.at(-1)).toBe(299);
  });
});

describe('a sparkline', () => {
  it.each([
    [[0, 1, 2, 3, 4, 5, 6, 7], 8, '▁▂▃▄▅▆▇█'],
    [[0, 1, 2, 3, 4, 5, 6, 7], 2, '▇█'],
    [[100, 101, 20], 3, '██▂'],
    [[-1, 0, 1], 3, '▁▅█'],
    [[0, 0], 2, '▁▁'],
    [[1, NONE, Number.POSITIVE_INFINITY, 2], 4, '▅  █'],
    [[], 5, ''],
    [[1], 0, ''],
  ])('of %j in %i cells is %j', (values, width, expected) => {
    expect(sparkline(values, width)).toBe(expected);
  });
});
