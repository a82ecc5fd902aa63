import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNamePattern } from '../../../src/pipeline/name-pattern.ts';

const CASES: [pattern: string, fits: string[], others: string[]][] = [
  ['http.server.request.duration', ['HTTP.Server.request.duration'], ['http.server.request', '']],
  ['http.*', ['http.', 'http.a', 'HTTP.A.b'], ['http', 'xhttp.a', '']],
  ['*.duration', ['.duration', 'a.b.Duration'], ['duration', 'a.durations']],
  ['http.*.duration', ['http..duration', 'http.a.b.duration'], ['http.duration', 'http.a.x']],
  ['*db*', ['db', 'a.DB.b', 'xdbdb'], ['d', 'bd', '']],
  ['a*ab', ['aab', 'aXab', 'aabab'], ['ab', 'aaba', 'a']],
  ['a*b*a', ['aba', 'axbxa', 'abba'], ['aa', 'ab', 'abab']],
  ['*', ['', 'anything at all'], []],
  ['**', ['', 'x'], []],
  [' http.* ', ['http.a'], ['xhttp.a']],
  ['a.c', ['a.c'], ['abc']],
  ['(a+)+$[é]?', ['(A+)+$[É]?'], ['a', '(a+)+$[é]']],
];

describe.each(CASES)('the pattern %j', (pattern, fits, others) => {
  const fitsName = createNamePattern(pattern);

  it.each(fits)('fits %j', (name) => {
    expect(fitsName(name)).toBe(true);
  });

  it.each(others)('does not fit %j', (name) => {
    expect(fitsName(name)).toBe(false);
  });
});

it('any pattern means what it means as a regular expression', () => {
  const text = (letters: string) =>
    fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((list) => list.join(''));
  fc.assert(
    fc.property(text('aB.*'), text('Ab.'), (pattern, name) => {
      const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'));
      const expected = new RegExp(`^${parts.join('.*')}$`, 'i').test(name);
      expect(createNamePattern(pattern)(name)).toBe(expected);
    }),
    { numRuns: 5000 },
  );
});

it('many asterisks cost no more than the name is long', () => {
  const fitsName = createNamePattern(`${'*a'.repeat(2000)}b`);
  expect(fitsName('a'.repeat(255))).toBe(false);
});
