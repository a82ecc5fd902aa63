import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StablePiece } from '../../../src/exposition/slice.ts';
import { histories } from './histories.ts';
import { referencePage } from './reference-page.ts';
import { createRenderer } from './render.ts';

it('a page is what the plain way writes, byte for byte, after whatever happened to its series', () => {
  let again = 0;
  let known = new Set<unknown>();
  fc.assert(
    fc.property(histories, (begin) => {
      const { families, changes } = begin();
      const render = createRenderer();
      for (const change of [() => {}, ...changes]) {
        change();
        const { text, slices } = render(families);
        expect(text).toBe(referencePage(families));
        again += slices.filter((slice) => known.has(slice)).length;
        known = new Set(slices.filter((slice) => slice instanceof StablePiece));
      }
    }),
    { numRuns: 300 },
  );
  expect(again).toBeGreaterThan(100);
});
