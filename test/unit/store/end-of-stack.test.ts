import { describe, expect, it } from 'vitest';
import { attributesIn, newTable, shownBy, totalOf } from './tables.ts';

describe('a measurement at the end of the stack', () => {
  /** Measures until the stack is used up, from many depths near its end. */
  function exhaust(measure: (step: number) => void): void {
    let left = 60;
    let step = 0;
    const further = (): void => {
      measure(step);
      step++;
      further();
    };
    const down = (): void => {
      try {
        down();
      } catch (error) {
        if (left-- > 0) further();
        throw error;
      }
    };
    expect(down).toThrow(RangeError);
  }

  /** Functions that were never called need much more of the stack, to be compiled. */
  function warmUp(): void {
    for (const table of [newTable({ limit: 5000 }), newTable({ limit: 50, ticker: { now: 0 } })]) {
      for (let id = 0; id < 1000; id++)
        table.locate({ id, text: `a text of some length ${id}` }).take(1);
      for (let id = 0; id < 1000; id++) table.remove({ id });
      table.removeIf(() => true);
    }
  }

  it('left a series half begun: two of one name, and a removal that never ended', () => {
    warmUp();
    for (let run = 0; run < 40; run++) {
      const table = newTable({ limit: run % 2 === 0 ? 5000 : 20 });
      let measured = 0;
      exhaust((step) => {
        table.locate({ id: step % (5 + run), text: `a text of some length ${step % 7}` }).take(1);
        measured++;
      });
      const names = attributesIn(table).map((attributes) => JSON.stringify(attributes));
      expect(new Set(names).size).toBe(names.length);
      expect(table.size).toBe(names.length);
      expect(totalOf(table)).toBeGreaterThanOrEqual(measured);
      table.removeIf(() => true);
      expect([table.size, shownBy(table)]).toEqual([0, []]);
    }
  });

  it('left a series half removed', () => {
    warmUp();
    for (let run = 0; run < 40; run++) {
      const table = newTable();
      for (let id = 0; id < 90; id++) table.locate({ id }).take(1);
      exhaust((step) => table.remove({ id: (step + run) % 90 }));
      expect(table.size).toBe(shownBy(table).length);
      for (let id = 0; id < 90; id++) table.locate({ id }).take(1);
      const ids = attributesIn(table).map(({ id }) => id);
      expect(ids.sort((a, b) => Number(a) - Number(b))).toEqual(
        Array.from({ length: 90 }, (_, id) => id),
      );
    }
  });
});
