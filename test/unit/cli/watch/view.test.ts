import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parsePage } from '../../../../src/cli/page/parse.ts';
import { widthOf } from '../../../../src/cli/text-width.ts';
import { BEGINNING } from '../../../../src/cli/watch/state.ts';
import { Tracks } from '../../../../src/cli/watch/tracks.ts';
import { clampOffset, screenLines } from '../../../../src/cli/watch/view.ts';
import { fakeOutput } from '../fake-output.ts';

const NAMES = Array.from({ length: 30 }, (_, i) => `metric_${i}`);

function tracksOf(page: string) {
  const tracks = new Tracks();
  tracks.add(parsePage(page), 0);
  tracks.add(parsePage(page), 2000);
  return tracks.all;
}

const TRACKS = tracksOf(`${NAMES.map((name) => `${name} 1`).join('\n')}
# TYPE done_total counter
done_total 8
{"name of \\n \u001b[2J \u202e"} 3
`);
const PICTURE = {
  state: BEGINNING,
  tracks: TRACKS,
  source: 'http://localhost:9464',
  away: undefined,
};

describe('the screen', () => {
  it('has a line for each metric, from the offset on', () => {
    const out = fakeOutput({ columns: 60, rows: 8 });
    const lines = screenLines({ ...PICTURE, state: { ...BEGINNING, offset: 28 } }, out);
    expect(lines).toEqual([
      'http://localhost:9464',
      expect.stringMatching(/^METRIC +NOW +P95 {2}EVERY 2 s$/),
      expect.stringMatching(/^metric_27 +1 +██$/),
      expect.stringMatching(/^metric_28 +1 +██$/),
      expect.stringMatching(/^metric_29 +1 +██$/),
      expect.stringMatching(/^done_total +0\/s +▁$/),
      expect.stringMatching(/^name of \\n \\x1b\[2J … +3 +██$/),
      'q quits   / filters   arrows and pages scroll   28–32',
    ]);
  });

  it('says who is away, and shows what was there', () => {
    const lines = screenLines({ ...PICTURE, away: 'nothing listens there' }, fakeOutput());
    expect(lines[0]).toBe('away, trying again: nothing listens there');
    expect(lines[2]).toContain('metric_0');
  });

  it('filters, and says so', () => {
    const typing = { filter: 'done', isTyping: true, offset: 0 };
    const lines = screenLines({ ...PICTURE, state: typing }, fakeOutput());
    expect(lines.filter((line) => line.includes('metric_'))).toEqual([]);
    expect(lines[2]).toContain('done_total');
    expect(lines.at(-1)).toContain('/done');
  });

  test('never has more lines or wider ones than the terminal', () => {
    const size = fc.record({
      columns: fc.integer({ min: 10, max: 250 }),
      rows: fc.integer({ min: 4, max: 60 }),
    });
    fc.assert(
      fc.property(
        size,
        fc.integer({ min: 0, max: 50 }),
        fc.boolean(),
        (terminal, offset, isTyping) => {
          const state = { filter: 'm', isTyping, offset };
          const lines = screenLines({ ...PICTURE, state }, fakeOutput(terminal));
          expect(lines).toHaveLength(terminal.rows);
          for (const line of lines) {
            expect(widthOf(line)).toBeLessThanOrEqual(terminal.columns);
            expect(line).not.toMatch(/\p{Cc}/u);
          }
        },
      ),
    );
  });

  it.each([
    [0, 30, 24, 0],
    [100, 30, 24, 9],
    [5, 3, 24, 0],
    [Number.POSITIVE_INFINITY, 30, 24, 9],
  ])('stops scrolling at the end: %i of %i', (offset, count, rows, expected) => {
    expect(clampOffset(offset, count, rows)).toBe(expected);
  });
});
