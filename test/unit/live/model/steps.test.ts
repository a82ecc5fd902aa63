import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Steps } from '../../../../src/live/model/steps.ts';

const runs = fc.array(
  fc.record({ after: fc.integer({ min: 1, max: 5 }), value: fc.nat({ max: 3 }) }),
);

/** Steps, and what they are at each tick. */
function build(first: number, changes: readonly { after: number; value: number }[]) {
  const steps = new Steps(0, first);
  const values = [first];
  for (const { after, value } of changes) {
    for (let tick = 1; tick < after; tick++) values.push(values.at(-1) ?? 0);
    steps.set(values.length, value);
    values.push(value);
  }
  return { steps, values };
}

it('steps keep changes, and know what was at each tick', () => {
  fc.assert(
    fc.property(fc.nat({ max: 3 }), runs, (first, changes) => {
      const { steps, values } = build(first, changes);
      expect(values.map((_, tick) => steps.values[steps.indexAt(tick)])).toEqual(values);
      expect(steps.indexAt(-1)).toBe(-1);
      const changed = values.filter((value, tick) => tick === 0 || value !== values[tick - 1]);
      expect(steps.values).toEqual(changed);
    }),
  );
});

it('steps forget what is too old, and not what is in force', () => {
  fc.assert(
    fc.property(fc.nat({ max: 3 }), runs, fc.nat({ max: 30 }), (first, changes, tick) => {
      const { steps, values } = build(first, changes);
      steps.forgetBefore(tick);
      for (let at = tick; at < values.length; at++) {
        expect(steps.values[steps.indexAt(at)]).toBe(values[at]);
      }
      expect(steps.ticks.filter((each) => each < tick).length).toBeLessThanOrEqual(1);
    }),
  );
});
