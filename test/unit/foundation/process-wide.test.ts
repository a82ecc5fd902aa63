import { afterEach, expect, it, vi } from 'vitest';

const KEY = Symbol.for('@acme/otel-metrics.test.v1');

/** As a copy of the package that was just loaded. */
async function loadCopy() {
  vi.resetModules();
  return import('../../../src/foundation/process-wide.ts');
}

afterEach(() => {
  Reflect.deleteProperty(globalThis, KEY);
});

it('is made once, by whoever asks first, also for another copy', async () => {
  const [one, other] = [await loadCopy(), await loadCopy()];
  expect(other.processWide).not.toBe(one.processWide);
  const made = one.processWide(KEY, () => ({}));
  expect(other.processWide(KEY, () => ({}))).toBe(made);
  expect(other.findProcessWide(KEY)).toBe(made);
});

it('is replaced and taken away by any copy', async () => {
  const [one, other] = [await loadCopy(), await loadCopy()];
  expect(one.findProcessWide(KEY)).toBeUndefined();
  one.setProcessWide(KEY, 'first');
  other.setProcessWide(KEY, 'second');
  expect(one.findProcessWide(KEY)).toBe('second');
  one.setProcessWide(KEY, undefined);
  expect(other.findProcessWide(KEY)).toBeUndefined();
  expect(other.processWide(KEY, () => 'third')).toBe('third');
});

it('is not seen by who walks along the global object', async () => {
  (await loadCopy()).setProcessWide(KEY, 'there');
  expect(Object.getOwnPropertyDescriptor(globalThis, KEY)?.enumerable).toBe(false);
});
