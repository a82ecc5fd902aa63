import type { Parsed } from './parsed.ts';

/** The longest that a timer of Node's can wait. */
export const LONGEST_MS = 2_147_483_647;

export function parseBoolean(raw: unknown): Parsed {
  if (typeof raw === 'boolean') return { value: raw };
  const text = typeof raw === 'string' ? raw.trim().toLowerCase() : '';
  if (text === 'true' || text === '1') return { value: true };
  if (text === 'false' || text === '0') return { value: false };
  return { allowed: 'true or false' };
}

export function parseInteger(raw: unknown, min: number, max: number): Parsed {
  const text = typeof raw === 'string' ? raw.trim() : raw;
  const number = typeof text === 'string' && /^[+-]?\d+$/.test(text) ? Number(text) : text;
  if (Number.isInteger(number) && (number as number) >= min && (number as number) <= max) {
    return { value: number };
  }
  return { allowed: `a whole number from ${min} to ${max}` };
}

export function parseChoice(raw: unknown, choices: readonly string[]): Parsed {
  const text = typeof raw === 'string' ? raw.trim().toLowerCase() : '';
  const choice = choices.find((one) => one.toLowerCase() === text);
  return choice === undefined ? { allowed: `one of ${choices.join(', ')}` } : { value: choice };
}

export function parseList(raw: unknown): Parsed {
  const items = toItems(raw);
  return items === undefined ? { allowed: 'texts with commas between' } : { value: items };
}

/** A list in which an item that can't be used doesn't lose the others; refused where none is left. */
export function parseTexts(raw: unknown): Parsed {
  const allowed = 'a list of texts';
  // A copy has no holes, which `flatMap` would pass over.
  const items: readonly unknown[] | undefined = Array.isArray(raw) ? [...raw] : toItems(raw);
  if (items === undefined) return { allowed };
  const texts = items.filter((item) => typeof item === 'string');
  if (texts.length === 0 && items.length > 0) return { allowed };
  const problems = items.flatMap((item, i) =>
    typeof item === 'string' ? [] : { part: `item ${i + 1}`, allowed: 'a text' },
  );
  return { value: toItems(texts), ...(problems.length > 0 && { problems }) };
}

const MOST_BUCKETS = 200;

/** Bounds of something that takes time: at least one, and above 0. */
export function parseBuckets(raw: unknown): Parsed {
  const bounds = toBounds(raw);
  return bounds !== undefined && (bounds[0] ?? 0) > 0
    ? { value: bounds }
    : { allowed: `up to ${MOST_BUCKETS} ascending numbers above 0 with commas between` };
}

/** Bounds of any histogram, which takes amounts from 0 on; none leave its sum and count. */
export function parseBounds(raw: unknown): Parsed {
  const bounds = toBounds(raw);
  return bounds !== undefined && (bounds[0] ?? 0) >= 0
    ? { value: bounds }
    : { allowed: `up to ${MOST_BUCKETS} ascending numbers from 0 on` };
}

function toBounds(raw: unknown): readonly number[] | undefined {
  // A copy has no holes, which `every` would pass over.
  const items = Array.isArray(raw) ? [...raw] : toItems(raw)?.map(toNumber);
  const valid =
    items !== undefined &&
    items.length <= MOST_BUCKETS &&
    items.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > items[i - 1]));
  return valid ? Object.freeze(items) : undefined;
}

function toNumber(text: string): number {
  return text === '' ? Number.NaN : Number(text);
}

/** The non-empty parts of a text with commas, or of a list of texts. */
export function toItems(raw: unknown): readonly string[] | undefined {
  const parts: unknown = typeof raw === 'string' ? raw.split(',') : raw;
  if (!Array.isArray(parts) || parts.some((part) => typeof part !== 'string')) return undefined;
  return Object.freeze(parts.map((part: string) => part.trim()).filter((part) => part !== ''));
}
