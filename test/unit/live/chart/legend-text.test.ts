import { expect, it } from 'vitest';
import { legendText } from '../../../../src/live/chart/legend-text.ts';

it.each([
  ['p95 {route}', { route: '/orders' }, 'p95 /orders'],
  ['{route}', {}, '(none)'],
  ['{route}', { route: '' }, '(none)'],
  ['{a} {b}', { a: '{b}', b: 'x' }, '{b} x'],
  ['in flight', {}, 'in flight'],
  ['', {}, 'value'],
])('%j with %j: %s', (template, labels, text) => {
  expect(legendText(template, labels as Record<string, string>)).toBe(text);
});
