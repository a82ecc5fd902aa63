import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { PAUSE, type Slice, StablePiece } from '../../../src/exposition/slice.ts';
import { createTextWriter } from '../../../src/exposition/text.ts';
import { gzipped } from '../../../src/server/gzip.ts';
import { histories } from '../exposition/histories.ts';
import { PLAIN_PAGE } from '../exposition/plain-naming.ts';
import { inAnyOrder, referencePage } from '../exposition/reference-page.ts';
import { textOf } from '../exposition/render.ts';

/** As a reader unpacks it, which checks the checksum and the length. */
function roundTrip(slices: Iterable<Slice>): string {
  return gunzipSync(bytesOf(slices)).toString();
}

function bytesOf(slices: Iterable<Slice>): Buffer {
  return Buffer.concat([...gzipped(slices)].filter((chunk) => typeof chunk !== 'string'));
}

describe('a gzip member', () => {
  it.each<[what: string, slices: readonly Slice[]]>([
    ['nothing', []],
    ['pauses', [PAUSE, PAUSE]],
    ['one text', ['a 1\n']],
    ['texts between pauses', ['a 1\n', PAUSE, 'b 2\n']],
    ['a text beyond a slice, cut between bytes of a character', [`x${'🦊'.repeat(100_000)}`]],
    ['a lone surrogate', ['a{b="\ud800"} 1\n'.toWellFormed()]],
    ['an empty piece', [new StablePiece(() => []), 'a 1\n']],
    ['bytes', [Buffer.from('a 1\n'.repeat(50_000)), PAUSE, Buffer.from('b 2\n')]],
    ['a piece twice', Array(2).fill(new StablePiece(() => ['a 1\n'.repeat(5000), 'b 1\n']))],
  ])('of %s is read back', (_, slices) => {
    const text = slices.map(textOf).join('');
    expect(roundTrip(slices)).toBe(text);
    expect(roundTrip(slices)).toBe(text);
  });

  it('is one for the whole page: most readers stop after the first', () => {
    const bytes = bytesOf(['a 1\n', new StablePiece(() => ['b 1\n']), 'c 1\n']);
    const end = gunzipSync(bytes, { info: true } as object) as unknown as {
      engine: { bytesWritten: number };
    };
    expect(end.engine.bytesWritten).toBe(bytes.length);
  });

  it('is what the plain way writes, whatever happened to the series since the last page', () => {
    fc.assert(
      fc.property(histories, (begin) => {
        const { families, changes } = begin();
        const write = createTextWriter({ ...PLAIN_PAGE, report: () => {} });
        for (const change of [() => {}, ...changes]) {
          change();
          const slices = write({ resource: {}, timeMs: 0, errors: [], families });
          expect(inAnyOrder(roundTrip(slices))).toEqual(inAnyOrder(referencePage(families)));
        }
      }),
    );
  });

  it('asks a piece that comes again for its text but once', () => {
    const write = vi.fn(() => ['a 1\n'.repeat(1000), 'b 1\n']);
    const piece = new StablePiece(write);
    const first = bytesOf([piece]);
    expect(bytesOf([piece]).equals(first)).toBe(true);
    expect(write).toHaveBeenCalledTimes(1);
  });

  it('may be left alone after each piece, and every 64 KiB of a text', () => {
    const pieces = Array.from(
      { length: 40 },
      (_, id) => new StablePiece(() => [`a{id="${id}"} 1\n`]),
    );
    const pauses = (slices: Iterable<Slice>) =>
      [...gzipped(slices)].filter((chunk) => chunk === PAUSE).length;
    const first = pauses([]);
    expect(pauses(pieces) - first).toBe(40);
    expect(pauses(['x'.repeat(640 * 1024)]) - first).toBe(10);
    expect(pauses([PAUSE, 'a 1\n', PAUSE]) - first).toBe(3);
  });
});
