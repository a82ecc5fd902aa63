import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createTextWriter } from '../../../src/exposition/text.ts';
import { parseExposition } from '../../support/exposition-parser.ts';
import { PLAIN_PAGE } from './plain-naming.ts';
import { textOf } from './render.ts';
import { acts, type StoreInUse, stores } from './store-histories.ts';

/** After so many steps of the page something happens. */
const interruptions = fc.array(fc.tuple(fc.nat(200), acts), { minLength: 1, maxLength: 10 });

it('a page during which series come and go says of each only what was measured of it', () => {
  fc.assert(
    fc.property(stores, interruptions, (begin, all) => {
      const store = begin();
      expectOwnAmounts(interruptedPage(store, all), store);
    }),
    { numRuns: 300 },
  );
});

function interruptedPage(
  store: StoreInUse,
  interruptions: readonly (readonly [steps: number, act: (store: StoreInUse) => void])[],
): string {
  const report = ({ cause }: { cause: string }) =>
    expect(cause).toMatch(/^(merged_series|duplicate_series|label_conflict)$/);
  const write = createTextWriter({ ...PLAIN_PAGE, report });
  const page = write({ resource: {}, families: store.families, timeMs: 0, errors: [] });
  let text = '';
  for (const [steps, act] of interruptions) {
    for (let step = 0; step < steps; step++) {
      const next = page.next();
      if (next.done === true) return text;
      text += textOf(next.value);
    }
    act(store);
  }
  for (const slice of page) text += textOf(slice);
  return text;
}

/** Line by line, as a series that ended and began anew may stand there twice. */
function expectOwnAmounts(page: string, store: StoreInUse): void {
  const types = page.match(/^# TYPE .*$/gm) ?? [];
  expect(types).toEqual([...new Set(types)]);
  const lines = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  for (const [index, line] of lines.entries()) {
    const [name = ''] = line.split(/[{ ]/, 1);
    const value = numberOn(name, line);
    if (name.endsWith('_bucket') || name.endsWith('_count')) continue;
    const [, labels = ''] = /\{(.*?)(?:,?quantile="[\d.]+")?\} /.exec(line) ?? [];
    const amount = store.amountOf(labels) ?? Number.NaN;
    const times = value / amount;
    if (/quantile="[\d.]+"\} /.test(line)) {
      expect(times, line).toBeCloseTo(1, 2);
      continue;
    }
    expect(Number.isInteger(times) && times > 0 && times < 1000, line).toBe(true);
    if (name.endsWith('_sum'))
      expect(numberOn(`${name.slice(0, -3)}count`, lines[index + 1])).toBe(times);
  }
}

function numberOn(name: string, line = ''): number {
  const samples = parseExposition(`# TYPE ${name} gauge\n${line}\n`).map(({ samples }) => samples);
  return samples[0]?.[0]?.value ?? Number.NaN;
}
