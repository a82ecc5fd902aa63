import type { NamingMode, TranslationStrategy } from '../../config/metrics-options.ts';
import { METRICS, type MetricKey } from '../../views/metrics.ts';
import { createNames, DEFAULT_NAMES, type NamesOptions } from '../../views/names.ts';
import type { Page } from './page.ts';

const NAMING_MODES: readonly NamingMode[] = ['standard', 'classic'];
const TRANSLATIONS: readonly TranslationStrategy[] = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
];
/** Prefixes are looked for at the beginning of a page; a hostile one may have a million names. */
const MOST_NAMES = 5000;
const PREFIX = /^[A-Za-z_:][A-Za-z0-9_:]{0,63}$/;

/** What is known already, e.g. by an option; the rest is looked for. */
export type KnownNames = { readonly [K in keyof NamesOptions]?: NamesOptions[K] | undefined };

/** How a page calls things: by the names under which it has the most metrics of the table. */
export function detectNames(
  { metrics }: Pick<Page, 'metrics'>,
  known: KnownNames = {},
): NamesOptions {
  const present = [...metrics.keys()].slice(0, MOST_NAMES);
  let best = { ...DEFAULT_NAMES, ...defined(known) };
  let most = 0;
  for (const candidate of candidates(known)) {
    const { prefix, count } = bestPrefix(candidate, present, known.prefix);
    // The first of equal ones: the plainer.
    if (count > most) [best, most] = [{ ...candidate, prefix }, count];
  }
  return best;
}

function candidates({ naming, translation }: KnownNames): NamesOptions[] {
  return (naming === undefined ? NAMING_MODES : [naming]).flatMap((mode) =>
    (translation === undefined ? TRANSLATIONS : [translation]).map((strategy) => ({
      ...{ naming: mode, translation: strategy, prefix: '' },
    })),
  );
}

function bestPrefix(
  options: NamesOptions,
  present: readonly string[],
  known: string | undefined,
): { prefix: string; count: number } {
  const counts = new Map<string, number>();
  for (const name of namesOf(options)) {
    for (const prefix of new Set(prefixesIn(present, name))) {
      if (known === undefined || known === prefix)
        counts.set(prefix, (counts.get(prefix) ?? 0) + 1);
    }
  }
  let best = { prefix: known ?? '', count: 0 };
  for (const [prefix, count] of counts) {
    const isShorter = count === best.count && prefix.length < best.prefix.length;
    if (count > best.count || isShorter) best = { prefix, count };
  }
  return best;
}

function namesOf(options: NamesOptions): ReadonlySet<string> {
  const names = createNames(options);
  return new Set((Object.keys(METRICS) as MetricKey[]).map((key) => names(key).name));
}

function prefixesIn(present: readonly string[], name: string): string[] {
  return present
    .filter((one) => one.endsWith(name))
    .map((one) => one.slice(0, one.length - name.length))
    .filter((prefix) => prefix === '' || PREFIX.test(prefix));
}

function defined(known: KnownNames): Partial<NamesOptions> {
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
