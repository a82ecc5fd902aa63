import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseExposition } from '../../../support/exposition-parser.ts';
import { type History, histories } from '../histories.ts';
import { referencePage } from '../reference-page.ts';
import { storeHistories } from '../store-histories.ts';
import { createPageRenderer } from './render-page.ts';
import { samplesOfMessages, samplesOfText } from './samples.ts';

it.each<[what: string, histories: fc.Arbitrary<() => History>, numRuns: number]>([
  ['plain families', histories, 100],
  ['the families of a store', storeHistories, 30],
])('the messages of %s say what the plain way writes as text', (_, all, numRuns) => {
  fc.assert(
    fc.property(all, (begin) => {
      const { families, changes } = begin();
      const render = createPageRenderer();
      for (const change of [() => {}, ...changes]) {
        change();
        const text = parseExposition(referencePage(families));
        expect(samplesOfMessages(render(families).families)).toEqual(samplesOfText(text));
      }
    }),
    { numRuns },
  );
});
