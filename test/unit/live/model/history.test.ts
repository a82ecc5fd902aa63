import { describe, expect, it } from 'vitest';
import type { Feed } from '../../../../src/exposition/feed/frame.ts';
import { evaluate } from '../../../../src/live/model/evaluate.ts';
import type { History } from '../../../../src/live/model/history.ts';
import { createHistory } from '../../../../src/live/model/recorder.ts';
import type { Expression } from '../../../../src/views/expression.ts';
import { createNames, DEFAULT_NAMES } from '../../../../src/views/names.ts';
import { feedsOf, INTERVAL_MS, pageMetric } from './app-model.ts';
import { depth, hits, moment, play, T0, TYPES } from './moments.ts';

const options = { names: createNames(DEFAULT_NAMES), windowMs: 10_000 };

const rate: Expression = { ask: 'rate', of: pageMetric('hits', 'counter', 'route'), by: ['route'] };
const level: Expression = {
  ask: 'value',
  aggregate: 'sum',
  of: pageMetric('depth', 'gauge'),
};

/** The only line's values. */
function answer(history: History, expression: Expression): readonly (number | null)[] | undefined {
  return evaluate(expression, history, options)[0]?.values;
}

describe('a feed', () => {
  const feeds = feedsOf([moment(0, [hits(1)]), moment(1, [hits(2)]), moment(2, [hits(4)])], TYPES);
  const [whole, second] = feeds as [Feed, Feed, Feed];

  it('says where the next one goes on', () => {
    const history = createHistory();
    expect(history.position).toBeUndefined();
    for (const feed of feeds) history.apply(feed);
    expect(history.position).toEqual({ epoch: 'epoch 0', after: 3 });
  });

  it('without frames leaves the position as it is, and tells of the app', () => {
    const history = createHistory();
    history.apply({ ...whole, frames: [] });
    expect(history.position).toBeUndefined();
    expect(history.app?.service).toBe('shop');
  });

  it('of numbers that mean nothing here is passed over', () => {
    const history = createHistory();
    history.apply(second);
    expect(history.times).toEqual([]);
    history.apply(whole);
    history.apply({ ...second, epoch: 'another' });
    expect(history.times).toEqual([T0]);
  });

  it('that comes again changes nothing', () => {
    const history = play([moment(0, [hits(1)]), moment(1, [hits(2)])]);
    const { version } = history;
    history.apply(second);
    history.apply({ ...whole, frames: [...whole.frames, ...second.frames] });
    expect(history.version).toBe(version);
  });

  it('with all there is after some that were missed ends what is not in it', () => {
    const history = play([moment(0, [hits(1, '/'), hits(5, '/gone')])]);
    const [later] = feedsOf([moment(3, [hits(7, '/')])], TYPES);
    const frames = later?.frames.map((frame) => ({ ...frame, number: 9 })) ?? [];
    history.apply({ ...whole, frames });
    expect(history.metrics()).toMatchObject([{ name: 'hits', series: 1 }]);
    expect(answer(history, rate)).toEqual([null, 1]);
  });

  it('whose values belong to no series is taken without them', () => {
    const history = createHistory();
    const frames = whole.frames.map((frame) => ({ ...frame, series: [], metrics: [] }));
    history.apply({ ...whole, frames });
    expect(history.metrics()).toEqual([]);
    expect(history.times).toEqual([T0]);
  });
});

describe('time', () => {
  it('is that of the app, whatever the browser says', () => {
    const history = play([moment(0, [hits(1)], { timeMs: 5000 })]);
    expect(history.times).toEqual([5000]);
  });

  it('goes on where the clock was set back a little', () => {
    const history = play([moment(1, [hits(1)]), moment(0, [hits(5)])]);
    const second = T0 + INTERVAL_MS;
    expect(history.times).toEqual([second, second + 1]);
  });

  it('begins anew where the clock was set back by much', () => {
    const history = play([
      moment(1000, [hits(1), depth(1)]),
      moment(1001, [hits(3), depth(2)]),
      moment(0, [hits(5), depth(2)]),
      moment(1, [hits(7), depth(2)]),
    ]);
    expect(history.times).toEqual([T0, T0 + INTERVAL_MS]);
    expect(answer(history, level)).toEqual([2, 2]);
    expect(answer(history, rate)).toEqual([null, 1]);
  });

  it('in which the page was asleep for long breaks the lines', () => {
    const history = play([moment(0, [depth(1), hits(0)]), moment(100, [depth(1), hits(200)])]);
    expect(answer(history, level)).toEqual([1, null, 1]);
    expect(answer(history, rate)).toEqual([null, null, 1]);
  });

  it('that is older than what is kept is forgotten', () => {
    const snapshots = Array.from({ length: 200 }, (_, tick) => moment(tick, [hits(tick)]));
    const history = play(snapshots, createHistory({ keepMs: 20_000 }));
    expect(history.times).toHaveLength(11);
    expect(history.times.at(-1)).toBe(T0 + 199 * INTERVAL_MS);
    const [series] = history.seriesOf('hits');
    // It is cleared of them by and by.
    expect(series?.parts[0]?.ticks.length).toBeLessThan(11 + 33);
  });
});

describe('a restart', () => {
  const restarted = { start: 1, startedMs: T0 + 1.5 * INTERVAL_MS };

  it('goes on under the old curve after a gap, and counts from 0', () => {
    const history = play([
      moment(0, [hits(100), depth(1)]),
      moment(1, [hits(104), depth(1)]),
      moment(2, [hits(6), depth(2)], restarted),
    ]);
    expect(answer(history, level)).toEqual([1, 1, null, 2]);
    expect(answer(history, rate)).toEqual([null, 2, null, 10 / 4]);
  });

  it('is seen where more was counted than before it', () => {
    const history = play([moment(0, [hits(1)]), moment(2, [hits(8)], restarted)]);
    expect(answer(history, rate)).toEqual([null, null, 2]);
  });

  it('counts what is new in it', () => {
    const history = play([moment(0, [depth(1)]), moment(2, [depth(1), hits(8)], restarted)]);
    expect(answer(history, rate)).toEqual([null, null, 2]);
  });

  it('is none where another process answers, whose counts say nothing of now', () => {
    const other = { start: 1, startedMs: T0 - 5000 };
    const history = play([
      moment(0, [hits(1)]),
      moment(1, [hits(1), hits(9000, '/new')], other),
      moment(2, [hits(1), hits(9002, '/new')], other),
    ]);
    const lines = evaluate(rate, history, options);
    const fresh = lines.find(({ labels }) => labels['route'] === '/new');
    expect(fresh?.values).toEqual([null, null, 0, 2 / 4]);
  });

  it('is none where the same process tells anew after nobody had looked', () => {
    const history = play([moment(0, [hits(1)])]);
    const [later] = feedsOf([moment(3, [hits(4)])], TYPES);
    if (later !== undefined) history.apply({ ...later, epoch: 'woken' });
    expect(answer(history, rate)).toEqual([null, 0.5]);
  });

  it('of an app that has changed the type of a metric begins a new one', () => {
    const history = play([moment(0, [hits(5)])]);
    const anew = feedsOf([moment(2, [hits(3)], restarted)], { hits: 'gauge' });
    for (const feed of anew) history.apply(feed);
    expect(history.metrics()).toMatchObject([{ name: 'hits', type: 'gauge', series: 1 }]);
    const of = pageMetric('hits', 'gauge');
    expect(answer(history, { ask: 'value', aggregate: 'sum', of })).toEqual([null, null, 3]);
  });
});

describe('a series', () => {
  it('that appears while we look has counted from 0', () => {
    const history = play([moment(0, [depth(0)]), moment(1, [depth(0), hits(4)])]);
    expect(answer(history, rate)).toEqual([null, 2]);
  });

  it('that may have been left out before has not', () => {
    const full = { leftOut: 3 };
    const history = play([moment(0, [depth(0)], full), moment(1, [depth(0), hits(4)])]);
    expect(answer(history, rate)).toEqual([null, 0]);
    expect(history.leftOut).toBe(0);
  });

  it('that was there at first has not', () => {
    const history = play([moment(0, [hits(4000)]), moment(1, [hits(4002)])]);
    expect(answer(history, rate)).toEqual([null, 1]);
  });

  it('that ends has an answer until the window is over', () => {
    const gone = Array.from({ length: 7 }, (_, tick) => moment(2 + tick, []));
    const history = play([moment(0, [hits(1)]), moment(1, [hits(3)]), ...gone]);
    expect(answer(history, rate)).toEqual([null, 1, 2 / 4, 2 / 6, 2 / 8, 2 / 10, null, null, null]);
  });

  it('with the labels of another one of its process is one of its own', () => {
    const twins = [hits(1), hits(10)];
    const [whole] = feedsOf([moment(0, twins)], TYPES);
    const [frame] = whole?.frames ?? [];
    const [series] = frame?.series ?? [];
    if (whole === undefined || frame === undefined || series === undefined) throw new Error('none');
    const history = createHistory();
    const both = [series, { ...series, id: 99 }];
    const values = [[series.id, 1] as const, [99, 500] as const];
    history.apply({ ...whole, frames: [{ ...frame, series: both, values }] });
    const next = { ...frame, number: 2, timeMs: T0 + 2000, metrics: [], series: [] };
    const changed = [[series.id, 2] as const, [99, 501] as const];
    history.apply({ ...whole, isWhole: false, frames: [{ ...next, values: changed }] });
    expect(answer(history, rate)).toEqual([null, 1]);
  });

  it('that says no number has none', () => {
    const history = play([moment(0, [depth(1)]), moment(1, [depth(null)]), moment(2, [depth(3)])]);
    expect(answer(history, level)).toEqual([1, null, 3]);
  });

  it('that stands still costs nothing', () => {
    const snapshots = Array.from({ length: 100 }, (_, tick) => moment(tick, [hits(5)]));
    const [series] = play(snapshots).seriesOf('hits');
    expect(series?.parts.map(({ ticks }) => ticks.length)).toEqual([1]);
  });

  it('that stands still longer than anything is kept is what it was', () => {
    const snapshots = Array.from({ length: 100 }, (_, tick) => {
      return moment(tick, [depth(tick < 2 ? tick : 7), hits(tick < 3 ? tick : 9)]);
    });
    const history = play(snapshots, createHistory({ keepMs: 10_000 }));
    expect(new Set(answer(history, level))).toEqual(new Set([7]));
    expect(answer(history, rate)).toEqual([null, 0, 0, 0, 0, 0]);
  });

  it('is forgotten when its past is', () => {
    const snapshots = Array.from({ length: 100 }, (_, tick) =>
      moment(tick, tick < 3 ? [hits(1)] : []),
    );
    const history = play(snapshots, createHistory({ keepMs: 10_000 }));
    expect(history.seriesOf('hits')).toEqual([]);
  });
});
