import fc from 'fast-check';
import { expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { atOnce } from '../../../../src/foundation/turns.ts';
import { createTemporality } from '../../../../src/otlp/delta/temporality.ts';
import { createProtobufEncoder } from '../../../../src/otlp/protobuf/encoder.ts';
import { type History, histories } from '../../exposition/histories.ts';
import { storeHistories } from '../../exposition/store-histories.ts';
import { expectedRequest } from './expected-request.ts';
import { collectionOf, received, TIME_MS } from './requests.ts';

setLogLevel('none');

it.each([
  ['of a store', storeHistories, 'cumulative'],
  ['of what came to a store since it was delivered', storeHistories, 'delta'],
  ['of blocks that live for one collection', histories, 'cumulative'],
] as const)('requests say what the families say, whatever was before: %s', (_, all, preference) => {
  fc.assert(
    fc.property(all, fc.array(fc.boolean()), (begin: () => History, deliveries) => {
      const { families, changes } = begin();
      const encode = createProtobufEncoder();
      const temporality = createTemporality(preference);
      for (const [round, change] of [() => {}, ...changes, () => {}].entries()) {
        change();
        const collection = collectionOf(families, TIME_MS + 1000 * round);
        const applied = atOnce(temporality.apply(collection));
        expect(received(applied, encode)).toEqual(expectedRequest(applied));
        if (deliveries[round] !== false) temporality.delivered(applied);
      }
    }),
    { numRuns: 60 },
  );
});
