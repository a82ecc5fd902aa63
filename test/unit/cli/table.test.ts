import { describe, expect, it } from 'vitest';
import { tableText } from '../../../src/cli/table.ts';
import { widthOf } from '../../../src/cli/text-width.ts';
import { fakeOutput } from './fake-output.ts';

const COLUMNS = [
  { title: 'NAME', widest: 10 },
  { title: 'SERIES', align: 'right' },
  { title: 'HELP' },
] as const;
const LONG = 'a_very_long_name_of_a_metric';
const ROWS = [
  ['short', '1', 'Short.'],
  [LONG, '12', 'A sentence that is too long for any terminal of this width.'],
  ['주문', '7', ''],
];

describe('a table', () => {
  it('has whole cells where it is no terminal', () => {
    expect(tableText(COLUMNS, ROWS, fakeOutput())).toBe(
      [
        `${'NAME'.padEnd(28)}  SERIES  HELP`,
        `${'short'.padEnd(28)}       1  Short.`,
        `${LONG}      12  A sentence that is too long for any terminal of this width.`,
        `주문${' '.repeat(24)}       7`,
        '',
      ].join('\n'),
    );
  });

  it.each([80, 40, 34])('fits a terminal of %i columns', (columns) => {
    const text = tableText(COLUMNS, ROWS, fakeOutput({ isTerminal: true, columns }));
    for (const line of text.split('\n')) expect(widthOf(line)).toBeLessThanOrEqual(columns);
    expect(text).toContain('a_very_lo…');
  });

  it('leaves the last column out where nothing would be left of it', () => {
    const text = tableText(COLUMNS, ROWS, fakeOutput({ isTerminal: true, columns: 25 }));
    expect(text).not.toContain('HELP');
  });
});
