import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/live/model/evaluate.ts';
import { createHistory } from '../../../../src/live/model/recorder.ts';
import { type Expression, mean, share } from '../../../../src/views/expression.ts';
import { createNames, DEFAULT_NAMES } from '../../../../src/views/names.ts';
import { feedsOf, pageMetric, type ShownSeries } from './app-model.ts';

const names = createNames(DEFAULT_NAMES);
const classic = createNames({ ...DEFAULT_NAMES, naming: 'classic' });
const T0 = 1_750_000_000_000;
const BOUNDS = [0.1, 1];

const TYPES = {
  http_server_request_duration_seconds: 'histogram',
  http_request_duration_seconds: 'histogram',
  a: 'gauge',
  b: 'gauge',
  asked: 'summary',
  cache_hits_total: 'counter',
} as const;

/** The last values by labels, of what was there at two moments 2 s apart. */
function ask(
  expression: Expression,
  moments: readonly (readonly ShownSeries[])[],
  namesOf = names,
): Readonly<Record<string, number | null | undefined>> {
  const history = createHistory();
  const snapshots = moments.map((series, at) => {
    return { timeMs: T0 + at * 2000, start: 0, startedMs: T0, series };
  });
  for (const feed of feedsOf(snapshots, TYPES)) history.apply(feed);
  const lines = evaluate(expression, history, { names: namesOf, windowMs: 10_000 });
  return Object.fromEntries(
    lines.map(({ labels, values }) => [Object.values(labels).join(' '), values.at(-1)]),
  );
}

function requests(route: string, buckets: readonly number[], more: ShownSeries['labels'] = {}) {
  const count = buckets.reduce((sum, each) => sum + each, 0);
  return {
    metric: 'http_server_request_duration_seconds',
    labels: { http_route: route, ...more },
    bounds: BOUNDS,
    state: [count, count / 2, ...buckets],
  };
}

const gauge = (metric: string, labels: ShownSeries['labels'], state: number | null) => {
  return { metric, labels, state };
};
const level = (name: string): Expression => {
  return { ask: 'value', aggregate: 'sum', of: pageMetric(name, 'gauge', 'x'), by: ['x'] };
};
const LEVELS = [
  gauge('a', { x: '1' }, 6),
  gauge('a', { x: '2' }, 8),
  gauge('a', { x: '3' }, 9),
  gauge('b', { x: '1' }, 2),
  gauge('b', { x: '2' }, 0),
  gauge('b', { x: '4' }, 5),
];
const [a, b] = [level('a'), level('b')];

describe('answers that are joined', () => {
  it.each<[string, Expression, object]>([
    ['divide', { ask: 'divide', left: a, right: b }, { 1: 3, 2: null }],
    ['add', { ask: 'add', of: [a, b] }, { 1: 8, 2: 8, 3: 9, 4: 5 }],
    ['either', { ask: 'either', of: [a, b] }, { 1: 6, 2: 8, 3: 9, 4: 5 }],
    ['none', { ask: 'zero', of: b }, { 1: 0, 2: 0, 4: 0 }],
    ['none of what is not there', { ask: 'zero', of: level('c') }, {}],
  ])('%s', (_, expression, expected) => {
    expect(ask(expression, [LEVELS])).toEqual(expected);
  });

  it('belong together where an empty label is none', () => {
    const right: Expression = { ask: 'value', aggregate: 'sum', of: pageMetric('b', 'gauge') };
    const series = [gauge('a', {}, 6), gauge('b', {}, 2)];
    expect(ask({ ask: 'divide', left: a, right }, [series])).toEqual({ '': 3 });
  });
});

describe('a share', () => {
  const errors = share('failed', { of: 'requestDuration', by: ['route'] });

  it('is 0 where nothing failed', () => {
    expect(ask(errors, [[], [requests('/', [4, 0, 0])]])).toEqual({ '/': 0 });
  });

  it('is of those that fulfil the condition', () => {
    const series = [requests('/', [3, 0, 0]), requests('/', [1, 0, 0], { error_type: '500' })];
    expect(ask(errors, [[], series])).toEqual({ '/': 0.25 });
  });

  it('goes by the conditions of classic names', () => {
    const named = (status_code: string, count: number) => ({
      ...requests('', [count, 0, 0], { route: '/', status_code }),
      metric: 'http_request_duration_seconds',
    });
    expect(ask(errors, [[], [named('200', 3), named('503', 1)]], classic)).toEqual({ '/': 0.25 });
  });
});

it('a mean is what was measured, per measurement', () => {
  const expression = mean({ of: 'requestDuration', by: ['route'] });
  expect(ask(expression, [[], [requests('/', [4, 0, 0])]])).toEqual({ '/': 0.5 });
});

describe('a quantile', () => {
  const median = (q: number): Expression => ({ ask: 'quantile', q, of: 'requestDuration' });

  it.each([
    [0.5, [4, 0, 0], 0.05],
    [0.75, [2, 2, 0], 0.55],
    [0.99, [0, 0, 5], 1],
    [0.5, [0, 0, 0], undefined],
  ])('%s of %j is %s', (q, buckets, expected) => {
    const answer = ask(median(q), [[requests('/', [0, 0, 0])], [requests('/', buckets)]]);
    if (expected === undefined) expect(answer).toEqual({});
    else expect(answer['']).toBeCloseTo(expected, 12);
  });

  it('of a histogram without buckets is not known', () => {
    const native = { ...requests('/', [1]), bounds: [], state: [1, 1, 1] };
    expect(ask(median(0.5), [[], [native]])).toEqual({});
  });

  it('that a summary knows is the highest of the series', () => {
    const summary = (x: string, p99: number) => {
      return { metric: 'asked', labels: { x }, quantiles: [0.5, 0.99], state: [9, 9, 1, p99] };
    };
    const of = { ...pageMetric('asked', 'summary', 'x'), quantiles: [0.5, 0.99] };
    const series = [summary('1', 4), summary('2', 7)];
    expect(ask({ ask: 'summary-quantile', q: 0.99, of }, [series])).toEqual({ '': 7 });
    expect(ask({ ask: 'summary-quantile', q: 0.9, of }, [series])).toEqual({});
    expect(ask({ ask: 'count', of }, [series])).toEqual({ '': 2 });
  });
});

describe('what is asked', () => {
  it('by a role that the metric lacks is together', () => {
    const expression: Expression = { ask: 'value', aggregate: 'sum', of: 'memory', by: ['route'] };
    const series = [gauge('process_memory_usage_bytes', { http_route: '/' }, 5)];
    expect(ask(expression, [series])).toEqual({ '': 5 });
  });

  it('by labels that objects have by nature is by labels all the same', () => {
    const labels = ['constructor', '__proto__'];
    const of = pageMetric('a', 'gauge', ...labels);
    const own = JSON.parse('{"__proto__":"p","constructor":"c"}') as ShownSeries['labels'];
    const expression: Expression = { ask: 'value', aggregate: 'sum', of, by: labels };
    expect(ask(expression, [[gauge('a', own, 1), gauge('a', {}, 2)]])).toEqual({
      'c p': 1,
      ' ': 2,
    });
  });

  it('under a condition that the metric lacks has no answer', () => {
    const expression: Expression = { ask: 'rate', of: 'cacheHits', where: ['failed'] };
    const series = [gauge('cache_hits_total', {}, 5)];
    expect(ask(expression, [[], series])).toEqual({});
  });

  it('again while nothing is new has the same answer', () => {
    const history = createHistory();
    const snapshot = { timeMs: T0, start: 0, startedMs: T0, series: LEVELS };
    for (const feed of feedsOf([snapshot], TYPES)) history.apply(feed);
    const options = { names, windowMs: 10_000 };
    const expression: Expression = { ask: 'add', of: [a, b] };
    const answer = evaluate(expression, history, options);
    expect(evaluate(expression, history, { ...options })).toBe(answer);
    expect(evaluate(expression, history, { ...options, windowMs: 20_000 })).not.toBe(answer);
  });

  it('looks back to the moment before where the window has none', () => {
    const history = createHistory();
    const snapshots = [0, 60_000].map((afterMs) => {
      const series = [gauge('cache_hits_total', {}, afterMs)];
      return { timeMs: T0 + afterMs, start: 0, startedMs: T0, series };
    });
    for (const feed of feedsOf(snapshots, TYPES)) history.apply(feed);
    const [line] = evaluate({ ask: 'rate', of: 'cacheHits' }, history, { names, windowMs: 10_000 });
    expect(line?.values).toEqual([null, 1000]);
  });
});
