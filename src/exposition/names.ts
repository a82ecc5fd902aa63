import type { FamilyKind } from '../store/descriptor.ts';
import { unitWords } from './unit-words.ts';

export interface NamedInstrument {
  readonly name: string;
  readonly unit: string;
  readonly kind: FamilyKind;
}

/**
 * The Prometheus name of an instrument by the specification's `UnderscoreEscapingWithSuffixes`:
 * what Prometheus doesn't allow becomes `_`, then come the unit's words, then `total` on counters.
 * A suffix that the name has already is not added again. Every text leads to a valid name.
 */
export function metricName({ name, unit, kind }: NamedInstrument, prefix: string): string {
  const isCounter = kind === 'counter';
  const escaped = escapeName(prefix + name);
  const base = isCounter ? escaped.replace(/_total$/, '') : escaped;
  const measured = withUnit(base, kind === 'gauge' && unit === '1' ? ['ratio'] : unitWords(unit));
  return startingLegally(isCounter ? append(measured, 'total') : measured);
}

function escapeName(name: string): string {
  return name.replace(/[^a-zA-Z0-9:]+/g, '_');
}

function withUnit(name: string, words: readonly string[]): string {
  if (endsWithWord(name, words.join('_'))) return name;
  return words.reduce((end, word) => (endsWithWord(end, word) ? end : append(end, word)), name);
}

function endsWithWord(name: string, word: string): boolean {
  return name === word || name.endsWith(`_${word}`);
}

function append(name: string, word: string): string {
  return `${name.replace(/_$/, '')}_${word}`;
}

function startingLegally(name: string): string {
  return /^[a-zA-Z_:]/.test(name) ? name : `_${name}`;
}
