import { describe, expect, it } from 'vitest';
import { createHistory } from '../../../../src/live/model/recorder.ts';
import { feedsOf } from './app-model.ts';
import { hits, moment, play, TYPES } from './moments.ts';

describe('what is known of metrics', () => {
  const history = play([
    moment(0, [
      { metric: 'own_depth', labels: { queue: 'a' }, state: 1 },
      hits(1, '/a'),
      hits(1, '/b'),
      { metric: 'hits', labels: { route: '/b', status: '500' }, state: 1 },
      { metric: 'asked', labels: {}, quantiles: [0.5, 0.99], state: [1, 2, 3, 4] },
    ]),
  ]);

  it('is in the order of their names', () => {
    expect(history.metrics()).toMatchObject([
      { name: 'asked', series: 1, labels: [] },
      { name: 'hits', type: 'counter', series: 3, isOwn: false, labels: ['route', 'status'] },
      { name: 'own_depth', type: 'gauge', isOwn: true, help: 'Help of own_depth' },
    ]);
  });

  it('has the labels with the most values first', () => {
    expect(history.labelSets()).toEqual([
      { metric: 'hits', label: 'route', values: 2, series: 3 },
      { metric: 'hits', label: 'status', values: 1, series: 1 },
      { metric: 'own_depth', label: 'queue', values: 1, series: 1 },
    ]);
  });

  it('counts series that are there now', () => {
    const counts = createHistory();
    const said = [[hits(1, '/a')], [hits(1, '/a'), hits(1, '/b')], [hits(1, '/b')]].map(
      (series, tick) => moment(tick, series),
    );
    const seen = feedsOf(said, TYPES).map((feed) => {
      counts.apply(feed);
      return [counts.metrics()[0]?.series, counts.labelSets()[0]?.values];
    });
    expect(seen).toEqual([
      [1, 1],
      [2, 2],
      [1, 1],
    ]);
  });
});
