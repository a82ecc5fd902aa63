import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Ranking } from '../../../src/exposition/ranking.ts';

it('keeps the highest in descending order, and of equal ones the first', () => {
  const entry = fc.record({ name: fc.string(), value: fc.nat({ max: 5 }) });
  fc.assert(
    fc.property(fc.array(entry), fc.integer({ min: 1, max: 8 }), (entries, limit) => {
      const ranking = new Ranking(limit);
      for (const one of entries) ranking.add(one);
      const sorted = entries.toSorted((one, other) => other.value - one.value);
      expect(ranking.entries).toEqual(sorted.slice(0, limit));
    }),
  );
});
