import type { MetricRule } from './metrics-options.ts';
import { CARDINALITY_LIMITS, HISTOGRAM_FORMS } from './options.ts';
import type { Parsed, Problem } from './parsed.ts';
import { isPlainObject } from './plain-object.ts';
import { printable } from './printable.ts';
import { parseBoolean, parseBounds, parseChoice, parseInteger, parseTexts } from './values.ts';

type Parse = (raw: unknown) => Parsed;
type AttributeLists = NonNullable<MetricRule['attributes']>;

const LISTS: { readonly [K in keyof AttributeLists]-?: Parse } = {
  allow: parseAllowed,
  deny: parseTexts,
};

const PARTS: { readonly [K in keyof MetricRule]-?: Parse } = {
  drop: parseBoolean,
  rename: parseInstrumentName,
  buckets: parseBounds,
  histogram: (raw) => parseChoice(raw, HISTOGRAM_FORMS),
  attributes: (raw) => parseParts(raw, LISTS),
  limit: (raw) => parseInteger(raw, CARDINALITY_LIMITS.min, CARDINALITY_LIMITS.max),
  scope: parseBoolean,
};

/**
 * Rules as an object keyed by patterns, or as the JSON text of one. What is bad in a rule is left
 * out by itself: a mistake in one part is not to bring back the attributes that another keeps away.
 */
export function parseMetricRules(raw: unknown): Parsed {
  const rules = typeof raw === 'string' ? fromJson(raw) : raw;
  const allowed = 'an object of rules by instrument name, or the JSON text of one';
  if (!isPlainObject(rules)) return { allowed };
  return parseEntries(rules, (pattern, rule) =>
    pattern.trim() === '' ? { allowed: 'an instrument name' } : parseParts(rule, PARTS),
  );
}

function parseParts(raw: unknown, parts: Readonly<Record<string, Parse>>): Parsed {
  const names = Object.keys(parts).join(', ');
  if (!isPlainObject(raw)) return { allowed: `an object of ${names}` };
  return parseEntries(raw, (name, value) =>
    Object.hasOwn(parts, name) ? (parts[name] as Parse)(value) : { allowed: `one of ${names}` },
  );
}

/** The entries that are good, frozen, and what is wrong with the others. */
function parseEntries(
  raw: Readonly<Record<string, unknown>>,
  parse: (key: string, value: unknown) => Parsed,
): Parsed {
  const entries: [string, unknown][] = [];
  const problems: Problem[] = [];
  for (const key of Object.keys(raw)) {
    const parsed = attemptOn(raw, key, parse);
    if (parsed === undefined) continue;
    if ('value' in parsed) entries.push([key, parsed.value]);
    for (const problem of problemsAt(printable(key), parsed)) problems.push(problem);
  }
  const value = Object.freeze(Object.fromEntries(entries));
  return problems.length === 0 ? { value } : { value, problems };
}

function problemsAt(place: string, parsed: Parsed): readonly Problem[] {
  if (!('value' in parsed)) return [{ part: place, allowed: parsed.allowed }];
  const inner = parsed.problems ?? [];
  return inner.map((one) => ({
    ...one,
    part: one.part === '' ? place : `${place}: ${one.part}`,
  }));
}

/** One whose getter or proxy throws is no reason to lose the others; undefined is none. */
function attemptOn(
  raw: Readonly<Record<string, unknown>>,
  key: string,
  parse: (key: string, value: unknown) => Parsed,
): Parsed | undefined {
  try {
    const value = raw[key];
    return value === undefined ? undefined : parse(key, value);
  } catch {
    return { allowed: 'plain data' };
  }
}

/**
 * Where it can't be known what is allowed, nothing is: all attributes would be kept without the list,
 * also those that it is there to keep away.
 */
function parseAllowed(raw: unknown): Parsed {
  const parsed = parseTexts(raw);
  if ('value' in parsed) return parsed;
  const { allowed } = parsed;
  return {
    value: Object.freeze([]),
    problems: [{ part: '', allowed, outcome: 'it allows nothing' }],
  };
}

/** The API's syntax of instrument names. */
function parseInstrumentName(raw: unknown): Parsed {
  const valid = typeof raw === 'string' && /^[A-Za-z][\w./-]{0,254}$/.test(raw.trim());
  return valid
    ? { value: raw.trim() }
    : { allowed: 'a letter and up to 254 letters, digits, _, ., - and /' };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
