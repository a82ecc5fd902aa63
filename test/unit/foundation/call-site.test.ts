import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runInThisContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { appCallSite, isCalledBy } from '../../../src/foundation/call-site.ts';
import { attempt } from '../../../src/foundation/guard.ts';

const SETTINGS = ['prepareStackTrace', 'stackTraceLimit'] as const;
const HERE = `${fileURLToPath(import.meta.url)}:`;
const SRC = join(import.meta.dirname, '../../../src');
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

    it("the app's file that called is known, and Error is left as it was", () => {
      prepare();
      const found = SETTINGS.map((key) => Object.getOwnPropertyDescriptor(Error, key));
      expect(appCallSite()).toContain(HERE);
      expect(SETTINGS.map((key) => Object.getOwnPropertyDescriptor(Error, key))).toEqual(found);
    });
  },
);

describe('the call site in the app', () => {
  it("is never one of the package's own files", () => {
    // Called by a file of the package, which is called by this one.
    expect(attempt('observer_error', 'test', appCallSite)).toContain(HERE);
  });

  it.each([
    ['/app/shop.js', '/app/shop.js:1'],
    ['file:///app/my%20shop.mjs', '/app/my shop.mjs:1'],
    ['/app/node_modules/shop/dist/index.cjs', '/app/node_modules/shop/dist/index.cjs:1'],
    [`${SRC}-of-mine/shop.js`, `${SRC}-of-mine/shop.js:1`],
  ])('is a file as it is called or a URL of one: %s', (filename, expected) => {
    expect(runIn(filename)).toBe(expected);
  });

  it.each([
    'node:internal/timers',
    'data:text/javascript,alice@example.com',
    'evalmachine.<anonymous>',
    'file://%zz/app.mjs',
    '/image/node_modules/@acme/otel-metrics/dist/agent.cjs',
  ])('is no other one: %s', (filename) => {
    expect(runIn(filename)).toContain(HERE);
  });

  it('is nothing where the app is not on the stack', async () => {
    const told = await new Promise((resolve) => setImmediate(withoutFile(), resolve));
    expect(told).toBeUndefined();
  });
});

/** What is told to code that a file of this name has, called by this one. */
function runIn(filename: string): unknown {
  return runInThisContext('(tell) => tell()', { filename })(appCallSite);
}

/** A function of no file. */
function withoutFile(): (resolve: (told: unknown) => void) => void {
  const made = runInThisContext('(tell) => (resolve) => resolve(tell())', { filename: 'none' });
  return made(appCallSite);
}
