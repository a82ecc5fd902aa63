import { expect, test } from 'vitest';
import { tableLines } from '../../bench/report/table.ts';
import { RECORDS, REQUESTS } from './groups.ts';

test('all groups are one table', async () => {
  const text = `${tableLines([REQUESTS, RECORDS]).join('\n')}\n`;
  await expect(text).toMatchFileSnapshot('table.golden.txt');
});
