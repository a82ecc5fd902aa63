import type { StoredAttributes } from './family.ts';

/** Of a proxy that refuses none: it goes the long way again. */
export function keysOf(attributes: unknown): readonly string[] {
  try {
    return Object.keys(attributes ?? {});
  } catch {
    return [];
  }
}

/** Equal for equal keys. */
export function signatureOf(own: StoredAttributes): string {
  return JSON.stringify(Object.keys(own));
}
