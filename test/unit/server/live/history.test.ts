import { describe, expect, it } from 'vitest';
import type { FrameText } from '../../../../src/exposition/feed/frame-text.ts';
import { StablePiece } from '../../../../src/exposition/slice.ts';
import { atOnce } from '../../../../src/foundation/turns.ts';
import { type KeptFrame, keptOf, LiveHistory } from '../../../../src/server/live/history.ts';
import { textOf } from '../../exposition/render.ts';

function frame(number: number, { timeMs = number * 2_000, length = 10 } = {}): KeptFrame {
  return keptAs(String(number), { number, timeMs, length });
}

function whole(number: number, length = 10): KeptFrame {
  return keptAs(`whole ${number}`, { number, timeMs: number * 2_000, length });
}

function keptAs(text: string, frame: Pick<FrameText, 'number' | 'timeMs' | 'length'>): KeptFrame {
  return atOnce(keptOf({ ...frame, texts: [text.padEnd(frame.length, '.')], leftOut: 0 }));
}

/** Adds frames as a session does. */
function historyOf(frames: readonly KeptFrame[], wholeLength = 10): LiveHistory {
  const history = new LiveHistory();
  for (const one of frames) {
    const needsWhole = history.needsWhole(one);
    history.add(one, needsWhole ? whole(one.number, wholeLength) : undefined);
  }
  return history;
}

function numbers(count: number, from = 1): number[] {
  return Array.from({ length: count }, (_, at) => from + at);
}

function textsOf(frames: ReturnType<LiveHistory['all']> | undefined): string[] | undefined {
  return frames?.map(({ slices }) => slices.map(textOf).join('').replace(/\.+$/, ''));
}

describe('the history', () => {
  it('is empty at first', () => {
    const history = new LiveHistory();
    expect([history.all(), history.last]).toEqual([[], 0]);
    expect(history.after(0)).toBeUndefined();
  });

  it('begins with a frame that is whole', () => {
    expect(textsOf(historyOf(numbers(3).map((n) => frame(n))).all())).toEqual([
      ...['whole 1', '2', '3'],
    ]);
  });

  it.each([
    [0, undefined],
    [1, ['2', '3']],
    [2, ['3']],
    [3, []],
    [4, undefined],
    [Number.MAX_SAFE_INTEGER, undefined],
  ])('after %d has %j', (after, texts) => {
    expect(textsOf(historyOf(numbers(3).map((n) => frame(n))).after(after))).toEqual(texts);
  });

  it('reaches back for four to six minutes, and begins whole', () => {
    for (const count of [170, 200, 230, 1000]) {
      const all = historyOf(numbers(count).map((n) => frame(n))).all();
      const seconds = ((all.at(-1)?.timeMs ?? 0) - (all[0]?.timeMs ?? 0)) / 1000;
      expect(seconds).toBeGreaterThanOrEqual(240);
      expect(seconds).toBeLessThanOrEqual(360);
      expect(textsOf(all)?.[0]).toBe(`whole ${all[0]?.number}`);
      expect(all.map(({ number }) => number)).toEqual(numbers(all.length, all[0]?.number));
    }
  });

  it('knows no frame that it has forgotten', () => {
    const history = historyOf(numbers(1000).map((n) => frame(n)));
    const first = history.all()[0]?.number ?? 0;
    expect(history.after(first - 1)).toBeUndefined();
    expect(history.after(first)?.length).toBe(1000 - first);
  });

  it.each([
    ['small frames of few series', 100_000, 10],
    ['large frames of few series', 1_000_000, 10],
    ['large frames of many series', 1_500_000, 4_000_000],
    ['huge ones', 5_000_000, 5_000_000],
  ])('is bounded in length: %s', (_, length, wholeLength) => {
    const history = historyOf(
      numbers(300).map((n) => frame(n, { length })),
      wholeLength,
    );
    const kept = history.all().reduce((sum, one) => sum + one.length, 0);
    expect(kept).toBeLessThanOrEqual(8_000_000 + wholeLength + length);
    expect(history.all().length).toBeGreaterThan(1);
  });

  it('has whole frames no more often than what changes makes worth it', () => {
    let wholes = 0;
    const history = new LiveHistory();
    for (const n of numbers(60)) {
      const one = frame(n, { length: 1_000_000 });
      const needsWhole = history.needsWhole(one);
      if (needsWhole) wholes++;
      history.add(one, needsWhole ? whole(n, 4_000_000) : undefined);
    }
    expect(wholes).toBe(12);
  });

  it('goes on where the clock is set back', () => {
    const times = [1_000_000, 1_002_000, 2_000, 4_000, 6_000];
    const history = historyOf(times.map((timeMs, at) => frame(at + 1, { timeMs })));
    expect(history.all().map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect(history.after(2)?.map(({ number }) => number)).toEqual([3, 4, 5]);
  });

  it('hands over large texts as what comes again, the same for all', () => {
    const history = historyOf([frame(1), frame(2, { length: 5_000 })]);
    const pieces = () => history.after(1)?.flatMap(({ slices }) => slices) ?? [];
    expect(pieces()[0]).toBeInstanceOf(StablePiece);
    expect(pieces()[0]).toBe(pieces()[0]);
    expect(textsOf(history.after(1))).toEqual(textsOf(history.after(1)));
  });
});

it('a frame that is kept leaves the turn after each of its texts', () => {
  const texts = Array.from({ length: 100 }, (_, at) => String(at).padEnd(2_000, '.'));
  const keeping = keptOf({ number: 1, timeMs: 0, texts, length: 200_000, leftOut: 0 });
  let pauses = 0;
  while (keeping.next().done !== true) pauses++;
  expect(pauses).toBe(100);
});
