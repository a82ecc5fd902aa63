import { describe, expect, it } from 'vitest';
import { headersOf } from '../../../../src/instruments/external-api/headers.ts';
import { remainingOf } from '../../../../src/instruments/external-api/rate-limit.ts';

type Fields = Record<string, string>;

/** The headers of an answer as clients have them. */
const FORMS: readonly (readonly [form: string, make: (fields: Fields) => unknown])[] = [
  ['Headers', (fields) => ({ headers: new Headers(fields) })],
  ['a plain object', (fields) => ({ headers: fields })],
  [
    'an object in capitals',
    (fields) => ({
      headers: Object.fromEntries(Object.entries(fields).map(([k, v]) => [k.toUpperCase(), v])),
    }),
  ],
  [
    'lists of values',
    (fields) => ({
      headers: Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, [v]])),
    }),
  ],
  ['pairs', (fields) => ({ headers: Object.entries(fields) })],
  ["Node's raw list", (fields) => ({ headers: Object.entries(fields).flat() })],
  ['a response that an error carries', (fields) => ({ response: { headers: fields } })],
];

const LIMITS: readonly (readonly [fields: Fields, remaining: number | undefined])[] = [
  [{ 'ratelimit-remaining': '12' }, 12],
  [{ 'x-ratelimit-remaining': '59' }, 59],
  [{ 'x-rate-limit-remaining': '0' }, 0],
  [{ 'x-ratelimit-remaining-requests': '4999', 'x-ratelimit-remaining-tokens': '7' }, 4999],
  [{ 'x-ratelimit-requests-remaining': '3' }, 3],
  [
    {
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-tokens-remaining': '1',
    },
    49,
  ],
  [{ ratelimit: '"default";r=50;t=30' }, 50],
  [{ ratelimit: '"burst";r=9;t=1, "daily";r=400;t=3600' }, 9],
  [{ ratelimit: '"sly;r=1";r=50;t=30' }, 50],
  [{ ratelimit: 'limit=100, remaining=42, reset=5' }, 42],
  [{ ratelimit: '"default";t=30' }, undefined],
  [{ 'x-ratelimit-remaining': '30, 7' }, 7],
  [{ 'x-ratelimit-remaining': '-1' }, undefined],
  [{ 'x-ratelimit-remaining': 'many' }, undefined],
  [{ 'x-ratelimit-remaining': '' }, undefined],
  [{ 'retry-after': '30' }, undefined],
  [{ 'content-type': 'text/plain' }, undefined],
];

describe.each(FORMS)('calls that are left, from %s', (_form, make) => {
  it.each(LIMITS)('%j', (fields, remaining) => {
    expect(remainingOf(200, headersOf(make(fields)))).toBe(remaining);
  });
});

describe('a refusal', () => {
  const headers = { 'retry-after': '5', 'x-ratelimit-remaining-requests': '40' };

  it('that says when to come again leaves none', () => {
    expect(remainingOf(429, headersOf({ headers }))).toBe(0);
  });

  it('for another reason leaves what is said', () => {
    expect(remainingOf(503, headersOf({ headers }))).toBe(40);
  });

  it('that says nothing leaves it open', () => {
    expect(remainingOf(429, headersOf({ headers: {} }))).toBeUndefined();
  });
});

it.each([undefined, null, 7, 'text', {}, { headers: null }, { headers: 'x' }, { headers: 5 }])(
  'finds nothing in %j',
  (told) => expect(remainingOf(200, headersOf(told))).toBeUndefined(),
);
