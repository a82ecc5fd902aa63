import { describe, expect, it } from 'vitest';
import { StablePiece } from '../../../src/exposition/slice.ts';
import { createTextWriter } from '../../../src/exposition/text.ts';
import type { Family, StoredAttributes } from '../../../src/store/family.ts';
import {
  ChangingFamily,
  endingInFailure,
  type FakeSeries,
  failingFamily,
  fakeFamily,
  seriesOf,
} from './fake-family.ts';
import { PLAIN_PAGE } from './plain-naming.ts';
import { createRenderer, render, textOf } from './render.ts';

describe('families of one name', () => {
  const of = (scope: Family['scope'], series = seriesOf(100)) =>
    fakeFamily({ name: 'a', kind: 'counter', scope, series });
  const lib = (version: string) => ({ name: 'lib', version });

  it.each<[what: string, families: readonly Family[]]>([
    ['of scopes with other names', [of({ name: 'x' }), of({ name: 'y' }), of({ name: 'z' })]],
    ['of two versions of a scope', [of(lib('1')), of(lib('2'))]],
    ['of scopes of which one has a version', [of({ name: 'x' }), of(lib('1'))]],
  ])('%s come block by block, under one header', (_, families) => {
    const render = createRenderer();
    const { slices, text } = render(families);
    expect(slices).toHaveLength(families.length);
    expect(text.match(/# TYPE/g)).toHaveLength(1);
    expect(text.match(/id="series-99"/g)).toHaveLength(families.length);
    expect(render(families).slices).toEqual(slices);
  });

  it('get their header also where the first has no series', () => {
    const { text } = render([of({ name: 'x' }, []), of({ name: 'y' }, seriesOf(1))]);
    expect(text).toBe('# TYPE a_total counter\na_total{id="series-0",otel_scope_name="y"} 0\n');
  });

  it.each<[what: string, first: Family, second: Family]>([
    ['of one scope', of({ name: 'x' }), of({ name: 'x' })],
    [
      'of a scope without a name, and attributes that say one',
      of({ name: '' }, [
        { attributes: { id: 'series-7', otel_scope_name: 'x' } as never, value: 7 },
      ]),
      of({ name: 'x' }),
    ],
    [
      'of scopes whose names become one by attributes',
      of({ name: 'x' }, [
        { attributes: { id: 'series-7', otel_scope_name: 'y' } as never, value: 7 },
      ]),
      of({ name: 'x;y' }),
    ],
    [
      'of scopes whose names are one text on the page',
      of({ name: '\ud800' }),
      of({ name: '\udbff' }),
    ],
  ])('%s are added up where their labels are equal', (_, first, second) => {
    const { text } = render([first, second]);
    expect(text.match(/# TYPE/g)).toHaveLength(1);
    expect(text.match(/id="series-7"/g)).toHaveLength(1);
    expect(text).toMatch(/id="series-7".* 14\n/);
  });

  it('have one header where one fails after its first lines', () => {
    const { text, omissions } = render([endingInFailure(of({ name: 'x' })), of({ name: 'y' })]);
    expect(text.match(/# TYPE/g)).toHaveLength(1);
    expect(text.match(/id="series-99"/g)).toHaveLength(2);
    expect(omissions).toMatchObject([{ cause: 'exposition_error', metric: 'a_total' }]);
  });

  it('harm none of the others where one fails', () => {
    const families = [
      of({ name: 'x' }),
      failingFamily({ name: 'a', kind: 'counter' }),
      of({ name: 'z' }),
    ];
    const { text, omissions } = render(families);
    expect(text.match(/# TYPE/g)).toHaveLength(1);
    expect(text.match(/id="series-99"/g)).toHaveLength(2);
    expect(omissions).toMatchObject([{ cause: 'exposition_error', metric: 'a_total' }]);
  });
});

describe('series of other keys that have one label text', () => {
  const orders = (...attributes: readonly StoredAttributes[]) =>
    fakeFamily({
      name: 'orders',
      kind: 'counter',
      series: attributes.map((a) => ({ attributes: a })),
    });

  it.each<[what: string, first: StoredAttributes, second: StoredAttributes]>([
    ['in other spellings', { 'a.b': 'x' }, { a_b: 'x' }],
    ['beside an empty value', { a_b: 'x' }, { a_b: 'x', c: '' }],
    ['joined to one value', { 'a.b': 'x', a_b: 'y' }, { a_b: 'x;y' }],
  ])('%s are added up', (_, first, second) => {
    const { text } = render([orders(first, second)]);
    expect(text).toMatch(/^# TYPE orders_total counter\norders_total\{a_b="[xy;]+"\} 2\n$/);
  });
});

describe('a block of few lines', () => {
  it.each([
    [10, 0],
    [100, 1],
  ])(
    '(%d of a counter) is %d pieces to be kept, whatever bounds its descriptor has',
    (series, pieces) => {
      const family = fakeFamily({ name: 'a', kind: 'counter', series: seriesOf(series) });
      const boundaries = Array.from({ length: 15 }, (_, i) => i);
      const bounded = Object.assign(family, { descriptor: { ...family.descriptor, boundaries } });
      const { slices } = render([bounded]);
      expect(slices.filter((slice) => slice instanceof StablePiece)).toHaveLength(pieces);
    },
  );
});

describe('an odd value', () => {
  const plain = (label: string) =>
    seriesOf(100).map((one) => ({
      ...one,
      attributes: { [label]: one.attributes.id },
    }));
  const piecesBeside = (attributes: StoredAttributes, series: readonly FakeSeries[]) => {
    const { slices, text } = render([
      fakeFamily({ name: 'a', series: [{ attributes }, ...series] }),
    ]);
    expect(text.match(/# TYPE/g)).toHaveLength(1);
    expect(text.match(/^a\{.*series-99/gm)).toHaveLength(series.length / 100);
    return slices.filter((slice) => slice instanceof StablePiece).length;
  };

  it.each<[what: string, attributes: StoredAttributes]>([
    ['an empty one', { other: '' }],
    ['keys that become one label', { 'other.x': 1, other_x: 2 }],
  ])('(%s) leaves all series whose labels it cannot have to come block by block', (_, odd) => {
    expect(piecesBeside(odd, [...plain('id'), ...plain('route')])).toBe(2);
  });

  it('leaves series that have one of its labels and another', () => {
    const zoned = plain('id').map((one) => ({ attributes: { ...one.attributes, zone: 'eu' } }));
    expect(piecesBeside({ id: 'x', other: '' }, zoned)).toBe(1);
  });

  it('takes with it the series that it can be taken for, and their group', () => {
    expect(piecesBeside({ id: 'x', other: '' }, [...plain('id'), ...plain('route')])).toBe(1);
  });

  it('that comes while the page is written is written as it has to be', () => {
    const family = new ChangingFamily({ name: 'a', series: seriesOf(199), blockSize: 100 });
    const write = createTextWriter({ ...PLAIN_PAGE, report: () => {} });
    let text = '';
    for (const slice of write({ resource: {}, timeMs: 0, errors: [], families: [family] })) {
      if (slice instanceof StablePiece && text === '')
        family.add({ attributes: { id: '' }, value: 7 });
      text += textOf(slice);
    }
    expect(text).toContain('\na{id="series-198"} 198\na 7\n');
  });
});
