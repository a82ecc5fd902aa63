import { countFault } from '../foundation/faults.ts';
import { warn } from '../foundation/log.ts';
import type { StoredAttributes, StoredValue } from './family.ts';
import type { KeepsKey } from './key-filter.ts';

/** Bounds of what one measurement may bring; past them attributes are dropped, values cut. */
export const MOST_ATTRIBUTES = 64;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 1024;

const NO_ATTRIBUTES: StoredAttributes = Object.freeze({});

/**
 * What the store takes of the attributes an app passed: a copy with keys in order and only valid
 * values. What is invalid is dropped alone and counted; nothing throws, whatever the input (getters
 * and proxies among it). Keys that `keeps` leaves out are not looked at.
 */
export function sanitizeAttributes(input: unknown, keeps?: KeepsKey): StoredAttributes {
  if (input === undefined) return NO_ATTRIBUTES;
  if (input === null || typeof input !== 'object') return refuseAttributes();
  try {
    return copyOf(input as Record<string, unknown>, keeps);
  } catch {
    return refuseAttributes();
  }
}

function copyOf(input: Record<string, unknown>, keeps?: KeepsKey): StoredAttributes {
  const all = Object.keys(input);
  const keys = keeps === undefined ? all : all.filter(keeps);
  if (keys.length === 0) return NO_ATTRIBUTES;
  const stored: Record<string, StoredValue> = Object.create(null);
  let kept = 0;
  for (const key of keys.sort()) {
    if (!isKey(key)) warnOfKey();
    const value = kept < MOST_ATTRIBUTES && isKey(key) ? read(input, key) : undefined;
    if (value === undefined) {
      countFault('invalid_attribute');
    } else {
      stored[key] = value;
      kept++;
    }
  }
  return kept === 0 ? NO_ATTRIBUTES : stored;
}

function warnOfKey(): void {
  warn(
    'invalid_attribute:key',
    `the key of an attribute is empty or longer than ${LONGEST_KEY} characters: such attributes are left out`,
  );
}

function isKey(key: string): boolean {
  return key.length > 0 && key.length <= LONGEST_KEY;
}

function read(input: Record<string, unknown>, key: string): StoredValue | undefined {
  try {
    return toStored(input[key]);
  } catch {
    return undefined;
  }
}

function toStored(value: unknown): StoredValue | undefined {
  switch (typeof value) {
    case 'string':
      return value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'boolean':
      return value;
    default:
      return Array.isArray(value) ? listText(value) : undefined;
  }
}

/** The API allows lists of primitives, gaps among them; a series needs one text, so JSON it is. */
function listText(list: readonly unknown[]): string | undefined {
  const valid = list.every(
    (item) => item == null || ['string', 'number', 'boolean'].includes(typeof item),
  );
  return valid ? JSON.stringify(list.map(toJson)).slice(0, LONGEST_VALUE) : undefined;
}

/** JSON has no number for what is not finite (common specification, AnyValue representation). */
function toJson(item: unknown): unknown {
  return typeof item === 'number' && !Number.isFinite(item) ? String(item) : item;
}

function refuseAttributes(): StoredAttributes {
  countFault('invalid_attribute');
  return NO_ATTRIBUTES;
}

/** Whether a value would be stored as it is: then equal values are equal series. */
export function isStoredAsIs(value: unknown): value is StoredValue {
  switch (typeof value) {
    case 'string':
      return value.length <= LONGEST_VALUE;
    case 'number':
      return Number.isFinite(value);
    default:
      return typeof value === 'boolean';
  }
}

/** Whether nothing of attributes would be left out or changed. */
export function areStoredAsIs(
  entries: readonly (readonly [key: string, value: unknown])[],
): boolean {
  return (
    entries.length <= MOST_ATTRIBUTES &&
    entries.every(([key, value]) => isKey(key) && isStoredAsIs(value))
  );
}
