/**
 * What is there once in a process, also where it has two copies of the package: the app's own
 * dependency beside an operator's image. It stands on the global object, not enumerable. A key is of
 * `Symbol.for`; the version in it is that of the contract between copies, not of the package.
 */
type Holder = Record<symbol, unknown>;

/** The one of the process. Whoever asks first makes it. */
export function processWide<T>(key: symbol, make: () => T): T {
  const known = findProcessWide<T>(key);
  if (known !== undefined) return known;
  const made = make();
  setProcessWide(key, made);
  return made;
}

/** The one of the process, if there is one. */
export function findProcessWide<T>(key: symbol): T | undefined {
  return (globalThis as Holder)[key] as T | undefined;
}

/** Puts it in the place of what was there; undefined takes it away. */
export function setProcessWide<T>(key: symbol, value: T | undefined): void {
  Object.defineProperty(globalThis, key, {
    value,
    configurable: true,
    writable: true,
    enumerable: false,
  });
}
