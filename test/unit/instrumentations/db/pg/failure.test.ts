import { describe, expect, it } from 'vitest';
import { classifyFailure } from '../../../../../src/instrumentations/db/pg/failure.ts';

class QueryCancelled extends Error {}

const FAILURES = [
  ['an answer of the server', answer('23505'), { type: '23505', statusCode: '23505' }],
  ['a state of an extension', answer('HV000'), { type: 'HV000', statusCode: 'HV000' }],
  ['a refused connection', system('ECONNREFUSED'), { type: 'ECONNREFUSED' }],
  ['a broken pipe, which looks like a state', system('EPIPE'), { type: 'EPIPE' }],
  ['all addresses refused', aggregate('ECONNREFUSED'), { type: 'ECONNREFUSED' }],
  ["an error of Node's", system('ERR_INVALID_ARG_TYPE'), { type: 'ERR_INVALID_ARG_TYPE' }],
  ['an error without a code', new Error('Connection terminated'), { type: 'Error' }],
  ['a class of the app', new QueryCancelled('secret'), { type: 'QueryCancelled' }],
  ['a code that is data', withCode('user 4711'), { type: 'Error' }],
  ['a numeric code', withCode(42), { type: 'Error' }],
  ['a state of the wrong form', answer('22P02-x'), { type: 'Error' }],
  ['a name that is data', named('order 4711\nof Mr X'), { type: '_OTHER' }],
  ['no error at all', undefined, { type: '_OTHER' }],
  ['a text', 'secret', { type: '_OTHER' }],
  ['an object without a class', Object.create(null), { type: '_OTHER' }],
  ['an object that throws', throwing(), { type: '_OTHER' }],
] as const;

describe('classifyFailure', () => {
  it.each(FAILURES)('%s', (_title, error, expected) => {
    expect(classifyFailure(error)).toEqual(expected);
  });
});

function answer(code: string): object {
  return Object.assign(new Error('duplicate key'), { code, severity: 'ERROR' });
}

function withCode(code: unknown): object {
  return Object.assign(new Error('failed'), { code });
}

function system(code: string): object {
  return Object.assign(new Error(`connect ${code}`), { code, errno: -111, syscall: 'connect' });
}

function aggregate(code: string): object {
  return Object.assign(new AggregateError([system(code)]), { code });
}

function named(name: string): object {
  const Class = class extends Error {};
  Object.defineProperty(Class, 'name', { value: name });
  return new Class();
}

function throwing(): object {
  return new Proxy(
    {},
    {
      get() {
        throw new Error('no');
      },
    },
  );
}
