import { describe, expect, it } from 'vitest';
import { metricsJson } from '../../../../src/cli/metrics/json.ts';
import { listing } from '../../../../src/cli/metrics/listing.ts';
import { createSearch } from '../../../../src/cli/metrics/search.ts';
import { valueText } from '../../../../src/cli/metrics/value-text.ts';
import { parsePage } from '../../../../src/cli/page/parse.ts';
import { fakeOutput } from '../fake-output.ts';

const PAGE = parsePage(`# TYPE orders_total counter
# HELP orders_total Orders of the shop.
orders_total{channel="web"} 40
orders_total{channel="phone"} 2
# TYPE heap_bytes gauge
heap_bytes{space="old"} 10000000
heap_bytes{space="new"} 2000000
# TYPE busy_ratio gauge
busy_ratio{cpu="0"} 0.25
busy_ratio{cpu="1"} 0.5
busy_ratio{cpu="2"} NaN
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.1"} 5
wait_seconds_bucket{le="1"} 10
wait_seconds_bucket{le="+Inf"} 10
wait_seconds_sum 3
wait_seconds_count 10
# TYPE idle_seconds histogram
idle_seconds_bucket{le="+Inf"} 0
idle_seconds_count 0
# TYPE ask_seconds summary
ask_seconds{quantile="0.95",route="a"} 0.2
ask_seconds{quantile="0.95",route="b"} 0.4
ask_seconds_sum{route="a"} 1
ask_seconds_count{route="a"} 4
ask_seconds_sum{route="b"} 1
ask_seconds_count{route="b"} 4
plain 7
`);
const ALL = [...PAGE.metrics.values()];

describe('what a metric stands at', () => {
  it.each([
    ['orders_total', '42'],
    ['heap_bytes', '12 MB in all'],
    ['busy_ratio', '50 % at most'],
    ['wait_seconds', '10, mean 300 ms, p95 910 ms'],
    ['idle_seconds', '0'],
    ['ask_seconds', '8, mean 250 ms, p95 400 ms'],
    ['plain', '7'],
  ])('%s: %s', (name, text) => {
    const family = PAGE.metrics.get(name);
    expect(family && valueText(family)).toBe(text);
  });
});

describe('the search', () => {
  it.each([
    [[], ALL.length],
    [['orders'], 1],
    [['SHOP orders'], 1],
    [['orders', 'nothing'], 0],
    [['histogram'], 2],
    [['channel'], 1],
    [['web'], 0],
    [['seconds'], 3],
  ])('for %j finds %i', (words, count) => {
    expect(ALL.filter(createSearch(words))).toHaveLength(count);
  });
});

describe('JSON', () => {
  it('has the numbers, and the series where they are asked for', () => {
    const { metrics } = JSON.parse(metricsJson(ALL, false));
    expect(metrics[3]).toEqual({
      ...{ name: 'wait_seconds', type: 'histogram', unit: 'seconds', help: '', seriesCount: 1 },
      ...{ count: 10, sum: 3, mean: 0.3, p95: expect.closeTo(0.91, 10) },
    });
    expect(JSON.parse(metricsJson(ALL, true)).metrics[2].series[2]).toEqual({
      ...{ labels: { cpu: '2' }, value: 'NaN' },
    });
  });
});

describe('what a hostile page says', () => {
  const EVIL = '\u001b]0;owned\u0007\u009b2J\u202e';
  const quoted = `"x${EVIL}"`;
  const page = parsePage(
    `# HELP m ${EVIL}\n# TYPE m gauge\nm{a=${quoted},${quoted}="b"} 1\n{${quoted}} 2`,
  );

  it.each([{ labels: true }, { labels: false }])('reaches no terminal: %j', (options) => {
    for (const isTerminal of [true, false]) {
      const text = listing(
        [...page.metrics.values()],
        options,
        fakeOutput({ isTerminal, columns: 200 }),
      );
      expect(text).toContain(String.raw`\x1b]0;owned`);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  });
});
