import { isTracingSuppressed } from '@opentelemetry/core';
import { afterEach, expect, it } from 'vitest';
import { untraced } from '../../../src/pipeline/untraced.ts';
import { LocalContexts } from './local-contexts.ts';

const GLOBALS = Symbol.for('opentelemetry.js.api.1');
const before = Object.getOwnPropertyDescriptor(globalThis, GLOBALS);
afterEach(() => {
  Reflect.deleteProperty(globalThis, GLOBALS);
  if (before !== undefined) Object.defineProperty(globalThis, GLOBALS, before);
});

function register(globals: object | undefined): void {
  Object.defineProperty(globalThis, GLOBALS, { configurable: true, value: globals });
}

const BROKEN = {
  active() {
    throw new Error('broken');
  },
};

it('lets the tracer of the app see that no spans are wanted, also later', async () => {
  const contexts = new LocalContexts();
  register({ version: '1.10.0', context: contexts });
  const active = () => contexts.active();
  const seen = await untraced(async () => {
    const first = isTracingSuppressed(active());
    await new Promise(setImmediate);
    return [first, isTracingSuppressed(active())];
  });
  expect(seen).toEqual([true, true]);
  expect(isTracingSuppressed(active())).toBe(false);
});

it.each([
  ['nothing registered', undefined],
  ['no context manager', { version: '1.10.0' }],
  ['one that is none', { version: '1.10.0', context: {} }],
  ['one that throws', { version: '1.10.0', context: BROKEN }],
])('just runs with %s', (_what, value) => {
  Object.defineProperty(globalThis, GLOBALS, { configurable: true, value });
  expect(untraced(() => 7)).toBe(7);
});
