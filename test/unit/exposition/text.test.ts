import { describe, expect, it, vi } from 'vitest';
import { PAUSE, ROWS_PER_PAUSE, StablePiece } from '../../../src/exposition/slice.ts';
import { createTextWriter } from '../../../src/exposition/text.ts';
import type { Family, SeriesBlock } from '../../../src/store/family.ts';
import {
  ChangingFamily,
  distribution,
  endingInFailure,
  failingFamily,
  fakeFamily,
  seriesOf,
} from './fake-family.ts';
import { PLAIN_PAGE } from './plain-naming.ts';
import { createRenderer, render, textOf } from './render.ts';

describe('slices', () => {
  it('a small page is one slice', () => {
    const { slices } = render(['a', 'b', 'c'].map((name) => fakeFamily({ name })));
    expect(slices).toHaveLength(1);
  });

  it('a large family comes block by block', () => {
    const series = seriesOf(20_000);
    const { slices } = render([fakeFamily({ name: 'a', series, blockSize: 250 })]);
    expect(slices).toHaveLength(80);
    expect(slices.every((slice) => slice instanceof StablePiece)).toBe(true);
  });

  it('small blocks come together, in slices of about 64 KiB', () => {
    const series = seriesOf(20_000);
    const { slices, text } = render([fakeFamily({ name: 'a', series, blockSize: 10 })]);
    expect(text.length).toBeGreaterThan(5 * 65_536);
    for (const slice of slices) expect(textOf(slice).length).toBeLessThan(2 * 65_536);
    expect(slices.length).toBeLessThan(10);
  });

  it('large families that may share labels make no long way between two pauses', () => {
    const read = vi.fn();
    const families = ['a', 'a'].map((name) =>
      counting(read, fakeFamily({ name, series: seriesOf(5000) })),
    );
    const write = createTextWriter({ ...PLAIN_PAGE, report: () => {} });
    let readBefore = 0;
    let pauses = 0;
    let length = 0;
    for (const slice of write({ resource: {}, timeMs: 0, errors: [], families })) {
      expect(read.mock.calls.length - readBefore).toBeLessThanOrEqual(100);
      readBefore = read.mock.calls.length;
      if (slice === PAUSE) pauses++;
      length += slice === PAUSE ? 0 : textOf(slice).length;
    }
    // Each is read, the second is added to the first, and the lines are written.
    expect(pauses).toBeGreaterThanOrEqual((3 * 5000) / ROWS_PER_PAUSE + length / 10_000);
  });

  it('a large block makes no long way between two pauses, and no long text', () => {
    const read = vi.fn();
    const series = Array.from({ length: 512 }, (_, id) => ({
      attributes: { path: `/${'a'.repeat(500)}/${id}` },
    }));
    const family = counting(read, fakeFamily({ name: 'a', series, blockSize: 512 }));
    const write = createTextWriter({ ...PLAIN_PAGE, report: () => {} });
    let readBefore = 0;
    const texts: string[] = [];
    for (const slice of write({ resource: {}, timeMs: 0, errors: [], families: [family] })) {
      expect(read.mock.calls.length - readBefore).toBeLessThanOrEqual(100);
      readBefore = read.mock.calls.length;
      if (slice instanceof StablePiece) texts.push(...slice.texts());
    }
    expect(read).toHaveBeenCalledTimes(512);
    expect(texts.join('').match(/\n/g)).toHaveLength(1 + 512);
    for (const text of texts) expect(text.length).toBeLessThan(64 * 1024);
  });

  it('a block that changes while it is written is written again', () => {
    const family = new ChangingFamily({ name: 'a', series: seriesOf(2000), blockSize: 2000 });
    const write = createTextWriter({ ...PLAIN_PAGE, report: () => {} });
    const page = () => write({ resource: {}, timeMs: 0, errors: [], families: [family] });
    const first = page();
    // The head of the page, and then the first lines of the block.
    for (let steps = 0; steps < 3; steps++) expect(first.next().value).toBe(PAUSE);
    family.change(0, { value: 7777 });
    for (const _ of first);
    expect([...page()].map(textOf).join('')).toContain('a{id="series-0"} 7777\n');
  });

  it('many small families make no long way between two pauses', () => {
    let read = 0;
    const families = Array.from({ length: 500 }, (_, id) => {
      const family = fakeFamily({ name: `m${id}` });
      return {
        ...family,
        get descriptor() {
          read++;
          return family.descriptor;
        },
      };
    });
    const write = createTextWriter({ ...PLAIN_PAGE, report: () => {} });
    let readBefore = 0;
    for (const _ of write({ resource: {}, timeMs: 0, errors: [], families })) {
      expect(read - readBefore).toBeLessThanOrEqual(5);
      readBefore = read;
    }
    expect(read).toBeGreaterThanOrEqual(500);
  });
});

describe('a block that stays as it is', () => {
  const series = seriesOf(300);

  it('is the same piece in the next page, whose text is there whenever it is asked for', () => {
    const render = createRenderer();
    const family = new ChangingFamily({ name: 'a', series, blockSize: 100 });
    const [first, second, third] = render([family]).slices;
    family.change(150, { value: 7 });
    const { slices } = render([family]);
    expect(slices).toHaveLength(3);
    expect(slices.map((slice, at) => slice === [first, second, third][at])).toEqual([
      true,
      false,
      true,
    ]);
    expect(slices.map((slice) => textOf(slice)).join('')).toBe(render([family]).text);
  });

  it('is another piece where the header comes before it, or does no longer', () => {
    const render = createRenderer();
    const family = new ChangingFamily({ name: 'a', series, blockSize: 100 });
    render([family]);
    for (let i = 0; i < 100; i++) family.remove(0);
    const { text } = render([family]);
    expect(text).toMatch(/^# TYPE a gauge\na\{id="series-100"\} 100\n/);
    expect(text.match(/# TYPE/g)).toHaveLength(1);
  });

  it('is not written again', () => {
    const render = createRenderer();
    const read = vi.fn();
    const family = counting(read, fakeFamily({ name: 'a', series, blockSize: 100 }));
    const write = createTextWriter({ ...PLAIN_PAGE, report: () => {} });
    const page = () => {
      const slices = [...write({ resource: {}, timeMs: 0, errors: [], families: [family] })];
      return slices.filter((slice) => slice !== PAUSE);
    };
    const first = page();
    expect(page()).toEqual(first);
    expect(first).toHaveLength(3);
    expect(read).toHaveBeenCalledTimes(300);
    expect(render([family]).text).toContain('a{id="series-299"} 299\n');
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
    ['series', { groups: () => null as never }],
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

  it('ends where a later block of it fails, and is reported', () => {
    const bad = endingInFailure(fakeFamily({ name: 'a', series: seriesOf(200), blockSize: 100 }));
    const { text, omissions } = render([bad, fakeFamily({ name: 'good' })]);
    expect(text).toContain('a{id="series-199"} 199\n# TYPE good gauge\ngood 1\n');
    expect(omissions).toMatchObject([{ cause: 'exposition_error', metric: 'a' }]);
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

/** The family, with a note of each series that is read. */
function counting(read: () => void, family: Family): Family {
  const noted = (block: SeriesBlock): SeriesBlock => ({
    size: block.size,
    version: block.version,
    *series() {
      for (const series of block.series()) {
        read();
        yield series;
      }
    },
  });
  const groups = [...family.groups()].map(({ keys, textsDiffer, blocks }) => {
    const all = [...blocks()].map(noted);
    return { keys, textsDiffer, blocks: () => all };
  });
  return { ...family, groups: () => groups };
}
