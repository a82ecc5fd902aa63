import { expect, it } from 'vitest';
import { acceptsGzip } from '../../../src/server/accept-encoding.ts';

it.each([
  ['gzip', true],
  ['GZIP', true],
  ['x-gzip', true],
  ['deflate, gzip;q=1.0, *;q=0.5', true],
  ['gzip;q=0.001', true],
  ['br ; q=1 , gzip ; q=0.2', true],
  ['*', true],
  ['identity;q=0.5, gzip', true],
  ['identity, gzip', true],
  ['gzip;q=0', false],
  ['gzip;q=0, *', false],
  ['*;q=0', false],
  ['identity', false],
  ['identity, gzip;q=0.5', false],
  ['deflate, br', false],
  ['gzip;q=x', false],
  ['gzipped', false],
  ['', false],
  [undefined, false],
])('Accept-Encoding: %s is gzip: %s', (header, expected) => {
  expect(acceptsGzip(header)).toBe(expected);
});
