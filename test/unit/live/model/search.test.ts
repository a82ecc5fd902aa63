import { describe, expect, it } from 'vitest';
import { createHistory } from '../../../../src/live/model/recorder.ts';
import { search } from '../../../../src/live/model/search.ts';
import { feedsOf } from './app-model.ts';

const history = createHistory();
const gauge = (metric: string, labels = {}) => ({ metric, labels, state: 1 });
const series = [
  gauge('heap'),
  gauge('heap_used', { space: 'old' }),
  gauge('own_heap_used'),
  gauge('cheap_calls', { route: '/Orders/{id}' }),
  gauge('calls', { heap: 'x', route: '/cart' }),
  gauge('pools', { kind: '<b>HEAP</b>' }),
];
for (const feed of feedsOf([{ timeMs: 1, start: 0, startedMs: 0, series }], {})) {
  history.apply(feed);
}

const found = (text: string) => search(history, text).map(({ metric }) => metric.name);

describe('search', () => {
  it.each<[string, string[]]>([
    // The name, one of its words, any of its letters, a label, a value.
    ['heap', ['heap', 'own_heap_used', 'heap_used', 'cheap_calls', 'calls', 'pools']],
    ['HEAP used', ['own_heap_used', 'heap_used']],
    ['orders', ['cheap_calls']],
    ['/cart calls', ['calls']],
    ['of pools', ['pools']],
    ['nothing like it', []],
    ['.*', []],
  ])('%s', (text, names) => {
    expect(found(text)).toEqual(names);
  });

  it('has all metrics for no words, the app’s own first', () => {
    expect(found('  ')).toEqual([
      'own_heap_used',
      ...['calls', 'cheap_calls', 'heap', 'heap_used', 'pools'],
    ]);
  });

  it.each([
    ['cart', { name: 'route', value: '/cart' }],
    ['space', { name: 'space' }],
    ['<b>', { name: 'kind', value: '<b>HEAP</b>' }],
    ['pools', undefined],
  ])('tells where it found %s', (text, label) => {
    expect(search(history, text)[0]?.label).toEqual(label);
  });
});
