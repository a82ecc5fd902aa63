import { expect, it } from 'vitest';
import { createTextPattern } from '../../../src/foundation/text-pattern.ts';

it.each<[pattern: string, fits: string[], others: string[]]>([
  ['ACME-*', ['ACME-', 'ACME-1-2'], ['acme-1', ' ACME-1', 'XACME-1', 'ACME']],
  ['*@shop.example', ['a@shop.example', '@shop.example'], ['a@shop.example.org', 'a@Shop.example']],
  [' a', [' a'], ['a', ' A']],
  ['a.c', ['a.c'], ['abc']],
])('%j tells case and spaces apart', (pattern, fits, others) => {
  const fitsText = createTextPattern(pattern);
  expect(fits.filter((text) => !fitsText(text))).toEqual([]);
  expect(others.filter(fitsText)).toEqual([]);
});
