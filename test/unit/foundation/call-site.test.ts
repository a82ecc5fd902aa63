import { afterEach, describe, expect, it } from 'vitest';
import { isCalledBy } from '../../../src/foundation/call-site.ts';

const SETTINGS = ['prepareStackTrace', 'stackTraceLimit'] as const;
const before = SETTINGS.map((key) => Object.getOwnPropertyDescriptor(Error, key));

afterEach(() => {
  for (const [index, key] of SETTINGS.entries()) {
    const descriptor = before[index];
    if (descriptor === undefined) Reflect.deleteProperty(Error, key);
    else Object.defineProperty(Error, key, descriptor);
  }
});

function callee(): boolean {
  return isCalledBy(/^caller$/, callee);
}
function caller(): boolean {
  return callee();
}
function other(): boolean {
  return callee();
}
function callerOfOther(): boolean {
  return other();
}

/** What an app may have done to stack traces. */
const HOSTS: Record<string, () => void> = {
  nothing: () => {},
  'no frames': () => {
    Error.stackTraceLimit = 0;
  },
  'no limit': () => {
    Reflect.deleteProperty(Error, 'stackTraceLimit');
  },
  'a hook that throws': () => {
    Error.prepareStackTrace = () => {
      throw new Error('hook');
    };
  },
  'a hook that answers nonsense': () => {
    Error.prepareStackTrace = () => Object.create(null);
  },
};

describe.each(Object.entries(HOSTS))(
  'where an app did this to stack traces: %s',
  (_what, prepare) => {
    it('the direct caller is known by its name, and Error is left as it was', () => {
      prepare();
      const found = SETTINGS.map((key) => Object.getOwnPropertyDescriptor(Error, key));
      expect(caller()).toBe(true);
      expect(callerOfOther()).toBe(false);
      expect(SETTINGS.map((key) => Object.getOwnPropertyDescriptor(Error, key))).toEqual(found);
    });
  },
);
