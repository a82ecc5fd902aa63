/** Known to every copy of this package, so that a second one in the process does not count again. */
const PATCHED = Symbol.for('@acme/otel-metrics.patched');

/** Whether a prototype is still to be patched; the first to ask may. */
export function claim(prototype: object): boolean {
  if (Object.hasOwn(prototype, PATCHED)) return false;
  Object.defineProperty(prototype, PATCHED, { value: true });
  return true;
}

/** A method with any arguments, called with its `this` and arguments as they come. */
export type Method<T> = (this: T, ...args: unknown[]) => unknown;

/**
 * Puts a replacement in the place of a prototype's own method, with the same name, length and
 * property flags. A version without the method is left as it is.
 */
export function patchMethod<T extends object>(
  prototype: T,
  name: string,
  replace: (original: Method<T>) => Method<T>,
): void {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  const original: unknown = descriptor?.value;
  if (typeof original !== 'function') return;
  const replacement = replace(original as Method<T>);
  for (const property of ['name', 'length'] as const) {
    Object.defineProperty(replacement, property, {
      value: original[property],
      configurable: true,
    });
  }
  Object.defineProperty(prototype, name, { ...descriptor, value: replacement });
}
