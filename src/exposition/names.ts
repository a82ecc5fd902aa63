import type { TranslationStrategy } from '../config/metrics-options.ts';
import type { FamilyKind } from '../store/descriptor.ts';
import type { Family } from '../store/family.ts';
import { asUtf8 } from './label-names.ts';
import { unitWords } from './unit-words.ts';

export interface NamedInstrument {
  readonly name: string;
  readonly unit: string;
  readonly kind: FamilyKind;
  /** Whether the name is Prometheus's already: then it stays as it is, whatever the strategy. */
  readonly isFinal?: boolean | undefined;
}

export function instrumentOf({
  kind,
  descriptor: { name, unit, isFinal },
}: Family): NamedInstrument {
  return { name, unit, kind, isFinal };
}

export interface Translation {
  /** What Prometheus didn't always allow becomes `_`. */
  readonly underscores: boolean;
  /** The unit's words and `total` are added. */
  readonly suffixes: boolean;
}

export const TRANSLATIONS: Readonly<Record<TranslationStrategy, Translation>> = {
  UnderscoreEscapingWithSuffixes: { underscores: true, suffixes: true },
  UnderscoreEscapingWithoutSuffixes: { underscores: true, suffixes: false },
  NoUTF8EscapingWithSuffixes: { underscores: false, suffixes: true },
  NoTranslation: { underscores: false, suffixes: false },
};

/** ASCII's, without the colon that Prometheus's names may have. */
const DELIMITER = /[ -/;-@[-`{-~]/;
const TOTAL = /[ -/;-@[-`{-~]total$/;

/**
 * The Prometheus name of an instrument by a translation strategy of the specification: characters
 * are replaced, then come the unit's words, then `total` on counters. A suffix that the name has
 * already is not added again. Every text leads to a name that is valid for the strategy.
 */
export function metricName(
  instrument: NamedInstrument,
  prefix: string,
  { underscores, suffixes } = TRANSLATIONS.UnderscoreEscapingWithSuffixes,
): string {
  const name = prefix + instrument.name;
  if (instrument.isFinal) return asUtf8(name) || '_';
  const base = underscores ? underscored(name) : asUtf8(name);
  const whole = suffixes ? withSuffixes(base, instrument) : base;
  return underscores ? startingLegally(whole) : whole || '_';
}

/** The unit's words where this name ends with them, as OpenMetrics demands of a unit; else ''. */
export function unitIn(name: string, instrument: NamedInstrument): string {
  const words = wordsOf(instrument).join('_');
  const measured = instrument.kind === 'counter' ? name.replace(/_total$/, '') : name;
  return words !== '' && measured.endsWith(`_${words}`) ? words : '';
}

function underscored(name: string): string {
  return name.replace(/[^a-zA-Z0-9:]+/g, '_');
}

function withSuffixes(name: string, instrument: NamedInstrument): string {
  const isCounter = instrument.kind === 'counter';
  const base = isCounter ? name.replace(TOTAL, '') : name;
  const measured = withUnit(base, wordsOf(instrument));
  if (!isCounter) return measured;
  return measured === base && name.endsWith('_total') ? name : append(measured, 'total');
}

function wordsOf({ unit, kind }: NamedInstrument): readonly string[] {
  return kind === 'gauge' && unit === '1' ? ['ratio'] : unitWords(unit);
}

function withUnit(name: string, words: readonly string[]): string {
  if (endsWithWord(name, words.join('_'))) return name;
  return words.reduce((end, word) => (endsWithWord(end, word) ? end : append(end, word)), name);
}

function endsWithWord(name: string, word: string): boolean {
  if (!name.endsWith(word)) return false;
  return name === word || DELIMITER.test(name.charAt(name.length - word.length - 1));
}

function append(name: string, word: string): string {
  return `${name.replace(/_$/, '')}_${word}`;
}

function startingLegally(name: string): string {
  return /^[a-zA-Z_:]/.test(name) ? name : `_${name}`;
}
