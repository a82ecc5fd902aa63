import { describe, expect, it, vi } from 'vitest';
import type { Family } from '../../../src/store/family.ts';
import { distribution, failingFamily, fakeFamily } from './fake-family.ts';
import { render } from './render.ts';

function seriesOf(count: number) {
  return Array.from({ length: count }, (_, id) => ({
    attributes: { id: `series-${id}` },
    value: id,
  }));
}

describe('slices', () => {
  it('a small page is one slice', () => {
    const { slices } = render(['a', 'b', 'c'].map((name) => fakeFamily({ name })));
    expect(slices.filter((slice) => slice !== '')).toHaveLength(1);
  });

  it('a large page comes in slices of about 64 KiB, with pauses while one is in the making', () => {
    const { slices, text } = render([fakeFamily({ name: 'a', series: seriesOf(20_000) })]);
    const full = slices.filter((slice) => slice !== '');
    expect(text.length).toBeGreaterThan(5 * 65_536);
    for (const slice of full) expect(slice.length).toBeLessThan(2 * 65_536);
    expect(slices.filter((slice) => slice === '').length).toBeGreaterThanOrEqual(full.length - 1);
  });
});

describe('a family that fails', () => {
  it('leaves nothing on the page, however far it came', () => {
    const bad = failingFamily({ name: 'bad', series: seriesOf(1) }, 50_000);
    const { text, omissions } = render([fakeFamily({ name: 'good' }), bad]);
    expect(text).toBe('# TYPE good gauge\ngood 1\n');
    expect(omissions).toEqual([
      { cause: 'exposition_error', metric: 'bad', reason: 'Error: the walk failed', count: 1 },
    ]);
  });

  it.each<[what: string, part: Partial<Family>]>([
    [
      'descriptor',
      {
        get descriptor(): never {
          throw new Error('no');
        },
      },
    ],
    [
      'scope',
      {
        get scope(): never {
          throw new Error('no');
        },
      },
    ],
    [
      'kind',
      {
        get kind(): never {
          throw new Error('no');
        },
      },
    ],
    ['series', { series: () => null as never }],
  ])('is left out alone where its %s cannot be read', (_, part) => {
    const bad = Object.defineProperties(
      fakeFamily({ name: 'bad' }),
      Object.getOwnPropertyDescriptors(part),
    );
    const { text, omissions } = render([bad, fakeFamily({ name: 'good' })]);
    expect(text).toBe('# TYPE good gauge\ngood 1\n');
    expect(omissions.map(({ cause }) => cause)).toEqual(['exposition_error']);
  });

  it.each([
    ['counts are missing', [1, 2], [1, 2]],
    ['bounds do not ascend', [2, 1], [1, 2, 3]],
    ['a bound is twice there', [1, 1], [1, 2, 3]],
    ['a bound is infinite', [1, Infinity], [1, 2, 3]],
    ['a bound is no number', [Number.NaN], [1, 2]],
  ])('is a histogram where %s', (_, boundaries, counts) => {
    const bad = fakeFamily({
      name: 'h',
      kind: 'histogram',
      series: [{ distribution: distribution(boundaries, counts) }],
    });
    const { text, omissions } = render([bad, fakeFamily({ name: 'good' })]);
    expect(text).toBe('# TYPE good gauge\ngood 1\n');
    expect(omissions).toHaveLength(1);
  });

  it('does not take its labels from another family of the same name', () => {
    const { text, omissions } = render([
      failingFamily({ name: 'a' }, 1),
      fakeFamily({ name: 'a' }),
    ]);
    expect(text).toBe('# TYPE a gauge\na 1\n');
    expect(omissions).toHaveLength(1);
  });

  it('fails the page only where no other is written', () => {
    const bad = failingFamily({ name: 'bad' });
    expect(() => render([bad, bad], { resource: { 'service.name': 'shop' } })).toThrow('none of 2');
    expect(render([], { resource: {} }).text).toBe('');
  });
});

describe('label text', () => {
  it('is rendered once in the life of a series', () => {
    const read = vi.fn(() => 'GET');
    const attributes = Object.defineProperty({}, 'method', { get: read, enumerable: true });
    const family = fakeFamily({ name: 'a', series: [{ attributes }] });
    expect(render([family]).text).toContain('a{method="GET"} 1');
    expect(render([family]).text).toContain('a{method="GET"} 1');
    expect(read).toHaveBeenCalledTimes(1);
  });
});
