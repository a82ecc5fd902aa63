import { describe, expect, it } from 'vitest';
import type { Family } from '../../../../src/store/family.ts';
import {
  distribution,
  endingInFailure,
  failingFamily,
  fakeFamily,
  seriesOf,
} from '../fake-family.ts';
import { EMPTY, histogram, SPARSE } from './fake-histogram.ts';
import { renderPage } from './render-page.ts';

const HALF = { quantile: 0.5, value: 1 };

describe('a family that fails', () => {
  const good = fakeFamily({ name: 'good' });
  const broken = { name: 'bad', kind: 'counter', series: seriesOf(3) } as const;
  const long = { ...broken, series: seriesOf(5000), blockSize: 100 } as const;
  const without = histogram({ name: 'bad', unit: '' }, { distribution: undefined });
  const coarse = { ...distribution([], [1]), exponential: { ...SPARSE, scale: -5 } };

  it.each<[what: string, family: Family]>([
    ['at once', failingFamily(broken)],
    ['after some series', endingInFailure(fakeFamily(broken))],
    ['after some slices', endingInFailure(fakeFamily(long))],
    ['for want of buckets', without],
    ['for want of quantiles', fakeFamily({ name: 'bad', kind: 'summary' })],
    [
      'as a quantile comes twice',
      fakeFamily({
        ...{ name: 'bad', kind: 'summary' },
        series: [{ summary: { count: 1, sum: 1, quantiles: [HALF, HALF] } }],
      }),
    ],
    [
      'as its buckets are too coarse',
      histogram({ name: 'bad', unit: '' }, { distribution: coarse }, 'native'),
    ],
  ])('%s is left out whole and said', (_, family) => {
    const { families, omissions } = renderPage([good, family, fakeFamily({ name: 'last' })]);
    expect(families.map(({ name }) => name)).toEqual(['good', 'last']);
    expect(omissions).toMatchObject([{ cause: 'exposition_error', count: 1 }]);
  });

  it('leaves others of its name', () => {
    const other = fakeFamily({ name: 'bad', kind: 'counter', scope: { name: 'other' } });
    const { families, omissions } = renderPage([endingInFailure(fakeFamily(long)), other]);
    expect(families).toMatchObject([{ name: 'bad_total', metric: [{ counter: { value: 1 } }] }]);
    expect(omissions).toHaveLength(1);
  });

  it('at a series that others may have the labels of ends there', () => {
    const native = { ...distribution([], [1]), exponential: { ...EMPTY, zeroCount: 1 } };
    const family = histogram(
      { series: [{ attributes: { code: 1 } }, { attributes: { code: '' } }] },
      {},
      'native',
    );
    const [first, second] = family.series();
    Object.assign(first ?? {}, { distribution: native });
    Object.assign(second ?? {}, { distribution: coarse });
    const { families, omissions } = renderPage([family, good]);
    expect(families).toMatchObject([
      { name: 'wait_seconds', metric: [{ label: [{ value: '1' }] }] },
      { name: 'good' },
    ]);
    expect(omissions).toMatchObject([{ cause: 'exposition_error', count: 1 }]);
  });

  it('fails the page where it is the only one', () => {
    expect(() => renderPage([failingFamily(broken)])).toThrow('none of 1 metrics');
  });
});
