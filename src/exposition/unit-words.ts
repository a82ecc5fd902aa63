// table: UCUM units and the words that Prometheus uses for them.

/**
 * Units in the specification's "Prometheus and OpenMetrics Compatibility", Metric Metadata.
 * `1` has no word of its own: on a gauge it means a ratio, elsewhere a count (see names.ts).
 */
const WORDS: Readonly<Record<string, string>> = {
  d: 'days',
  h: 'hours',
  min: 'minutes',
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
  By: 'bytes',
  KiBy: 'kibibytes',
  MiBy: 'mebibytes',
  GiBy: 'gibibytes',
  TiBy: 'tebibytes',
  kBy: 'kilobytes',
  MBy: 'megabytes',
  GBy: 'gigabytes',
  TBy: 'terabytes',
  m: 'meters',
  V: 'volts',
  A: 'amperes',
  J: 'joules',
  W: 'watts',
  g: 'grams',
  Cel: 'celsius',
  Hz: 'hertz',
  '%': 'percent',
  '1': '',
};

/** Units after the slash of a rate. `m` is a minute there, as in Prometheus's own translator. */
const PER_WORDS: Readonly<Record<string, string>> = {
  s: 'second',
  m: 'minute',
  min: 'minute',
  h: 'hour',
  d: 'day',
  w: 'week',
  mo: 'month',
  y: 'year',
};

/**
 * The words of a unit, in the order in which they stand in a name: none, `['bytes']`, or
 * `['bytes', 'per_second']`. Annotations (`{request}`) say nothing about the size and are dropped;
 * a unit that the tables lack is kept as it is, with only the characters that a name may have.
 */
export function unitWords(unit: string): readonly string[] {
  const [main = '', ...rest] = unit.replace(/\{[^}]*\}/g, '').split('/');
  const mainWord = wordOf(WORDS, main);
  const perWord = wordOf(PER_WORDS, rest.join('/'));
  return [mainWord, perWord === '' ? '' : `per_${perWord}`].filter((word) => word !== '');
}

function wordOf(words: Readonly<Record<string, string>>, unit: string): string {
  const symbol = unit.trim();
  const word = Object.hasOwn(words, symbol) ? words[symbol] : undefined;
  return word ?? symbol.replace(/[^a-zA-Z0-9]+/g, '_').replace(/^_|_$/g, '');
}

const MAIN = Object.values(WORDS).filter((word) => word !== '');
const PER = [...new Set(Object.values(PER_WORDS))];
const ENDING = new RegExp(
  `(?:^|[_.])((?:${[...MAIN, 'ratio'].join('|')})(?:_per_(?:${PER.join('|')}))?)$`,
);

/** The unit's words at the end of a name, for pages that do not say the unit; empty where there are none. */
export function unitWordsAtEnd(name: string): string {
  return ENDING.exec(name.replace(/[_.]total$/, ''))?.[1] ?? '';
}
