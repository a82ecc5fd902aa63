import { expect, it } from 'vitest';
import { isDevelopment } from '../../../src/config/environment.ts';

it.each([
  ['development', true],
  ['test', true],
  ['production', false],
  ['staging', false],
  ['Development', false],
  ['developmental', false],
  ['', false],
  [undefined, false],
])('NODE_ENV=%s is development: %s', (NODE_ENV, expected) => {
  expect(isDevelopment({ NODE_ENV })).toBe(expected);
});
