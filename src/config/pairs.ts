import { isPlainObject } from './plain-object.ts';
import { toItems } from './values.ts';

/** What `toPairs` reads, for people. */
export const PAIRS = 'key=value pairs with commas between, values percent-encoded';

/** Texts by key, of an object or of a text with pairs; `undefined` where any of them is none. */
export function toPairs(raw: unknown): Readonly<Record<string, string>> | undefined {
  if (isPlainObject(raw)) {
    const entries = Object.entries(raw);
    const valid = entries.every(([key, value]) => key !== '' && typeof value === 'string');
    return valid ? Object.freeze(Object.fromEntries(entries) as Record<string, string>) : undefined;
  }
  const pairs = toItems(raw)?.map(toPair);
  if (pairs === undefined || pairs.includes(undefined)) return undefined;
  return Object.freeze(Object.fromEntries(pairs as [string, string][]));
}

function toPair(text: string): [string, string] | undefined {
  const equals = text.indexOf('=');
  if (equals < 1) return undefined;
  try {
    const key = text.slice(0, equals).trim();
    const value = decodeURIComponent(text.slice(equals + 1).trim());
    return key === '' ? undefined : [key, value];
  } catch {
    return undefined;
  }
}
