import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFirstFit } from '../../../src/pipeline/first-fit.ts';
import { createNamePattern } from '../../../src/pipeline/name-pattern.ts';

const FIRST_FIT = new URL('../../../src/pipeline/first-fit.ts', import.meta.url).href;
const MEBIBYTE = 2 ** 20;

describe('the first pattern that fits', () => {
  it('is found among any others, each time it is asked for', () => {
    const text = (letters: string) =>
      fc.array(fc.constantFrom(...letters), { maxLength: 4 }).map((list) => list.join(''));
    const patterns = fc.array(text('aB* '), { maxLength: 12 });
    const names = fc.array(text('Ab'), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(patterns, names, (all, asked) => {
        const firstFit = createFirstFit(all.map((pattern, i) => [pattern, i] as const));
        for (const name of [...asked, ...asked]) {
          const expected = all.findIndex((pattern) => createNamePattern(pattern)(name));
          expect(firstFit(name) ?? -1).toBe(expected);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same after thousands of other names', () => {
    const firstFit = createFirstFit([
      ['shop.7', 'exact'],
      ['shop.*', 'wild'],
    ]);
    const found = () => [firstFit('shop.7'), firstFit('SHOP.70'), firstFit('other')];
    for (let round = 0; round < 3; round++) {
      expect(found()).toEqual(['exact', 'wild', undefined]);
      for (let i = 100; i < 5000; i++) expect(firstFit(`shop.${i}`)).toBe('wild');
    }
  });

  it('held every name that it was asked for, of an app that never stops making new ones', () => {
    const script = `
      const { createFirstFit } = await import(${JSON.stringify(FIRST_FIT)});
      const firstFit = createFirstFit([['shop.*', 1]]);
      const held = () => {
        for (let i = 0; i < 3; i++) gc();
        return process.memoryUsage().heapUsed;
      };
      const before = held();
      for (let i = 0; i < 200_000; i++) firstFit('shop.order.number.' + i);
      console.log(held() - before, firstFit('shop.order'));
    `;
    const args = ['--expose-gc', '--input-type=module', '-e', script];
    const printed = execFileSync(process.execPath, args, { encoding: 'utf8' });
    const [grown, found] = printed.split(' ').map(Number);
    expect(found).toBe(1);
    expect(grown).toBeLessThan(2 * MEBIBYTE);
  }, 60_000);
});
