import { describe, expect, it } from 'vitest';
import { parseOrigin, toOrigin } from '../../../../src/instrumentations/http/origin.ts';

describe('an origin', () => {
  it.each([
    ['http://api.example.com', ['http', 'api.example.com', 80]],
    ['https://api.example.com', ['https', 'api.example.com', 443]],
    ['https://api.example.com:8443', ['https', 'api.example.com', 8443]],
    ['http://[::1]:8080', ['http', '::1', 8080]],
    ['http://[::1]', ['http', '::1', 80]],
    ['ftp://api.example.com', undefined],
    ['http://', undefined],
    ['undefined', undefined],
    ['', undefined],
  ])('is read from %s', (text, expected) => {
    const origin = parseOrigin(text);
    expect(origin && [origin.scheme, origin.address, origin.port]).toEqual(expected);
  });

  it('has one key however it was told', () => {
    expect(parseOrigin('https://a.example:443')?.key).toBe(toOrigin('https', 'a.example').key);
    expect(parseOrigin('http://a.example')?.key).not.toBe(toOrigin('https', 'a.example').key);
  });
});
