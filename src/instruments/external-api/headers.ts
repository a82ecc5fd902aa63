import { isObject, peek, peekOwn } from '../calls/peek.ts';

/** Reads one header, its name in lower case. Many values are one text, with commas. */
export type ReadHeader = (name: string) => string | undefined;

const NONE: ReadHeader = () => undefined;

/**
 * The headers of an answer or of the response that an error carries, as clients have them: with a
 * `get` (`Headers`, axios), a plain object in any case of letters, pairs, or Node's raw list.
 */
export function headersOf(told: unknown): ReadHeader {
  const headers = peek(peekOwn(told, 'response'), 'headers') ?? peek(told, 'headers');
  if (!isObject(headers)) return NONE;
  if (typeof peek(headers, 'get') === 'function') {
    return (name) => textOf((headers as { get(name: string): unknown }).get(name));
  }
  const named = new Map<string, unknown>();
  for (const [name, value] of entriesOf(headers)) named.set(String(name).toLowerCase(), value);
  return (name) => textOf(named.get(name));
}

function entriesOf(headers: object): Iterable<readonly unknown[]> {
  if (!Array.isArray(headers)) return Object.entries(headers);
  if (headers.every((entry) => Array.isArray(entry))) return headers;
  return headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1]]] : []));
}

function textOf(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : String(value);
}
