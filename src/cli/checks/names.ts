import { type Check, firstFew, ok, orOk, skip, type Verdict, warn } from '../doctor/finding.ts';
import type { PageFamily } from '../page/page.ts';

/** Whether the app's own metrics are called as Prometheus's conventions have it. */
export const namesCheck: Check = {
  id: 'names',
  title: 'Names and units',
  group: 'Metrics',
  run({ page }): readonly Verdict[] {
    if (page === undefined) return [skip('there is no page')];
    const own = page.own.filter(({ name }) => !FIXED.has(name));
    const found = own.flatMap((family) => RULES.flatMap((rule) => rule(family) ?? []));
    if (own.length === 0) return [ok('the app has no metrics of its own')];
    const what =
      own.length === 1
        ? "the app's own metric follows"
        : `the app's own ${own.length} metrics follow`;
    return orOk(firstFew(found), `${what} the conventions`);
  },
};

/** Helpers of the package whose names are given. */
const FIXED = new Set(['active_users_count', 'errors_total']);

/** Words and abbreviations of units that are none of the base units, and by what to divide. */
const UNITS: readonly (readonly [word: string, base: string, divisor: string])[] = [
  ['milliseconds|millis|ms', 'seconds', 'divide by 1000'],
  ['microseconds|micros|us', 'seconds', 'divide by 1,000,000'],
  ['nanoseconds|nanos|ns', 'seconds', 'divide by 1,000,000,000'],
  ['minutes|mins', 'seconds', 'times 60'],
  ['hours|hrs', 'seconds', 'times 3600'],
  ['days', 'seconds', 'times 86,400'],
  ['kilobytes|kibibytes|kb|kib', 'bytes', 'times 1024'],
  ['megabytes|mebibytes|mb|mib', 'bytes', 'times 1,048,576'],
  ['gigabytes|gibibytes|gb|gib', 'bytes', 'times 1,073,741,824'],
  ['percent|pct', 'ratio', 'divide by 100'],
];
const TYPE_WORD = /(?:^|_)(counter|gauge|histogram|summary)(?:_|$)/;
const CAMEL_CASE = /[a-z][A-Z]/;

type Rule = (family: PageFamily) => Verdict | undefined;

const RULES: readonly Rule[] = [
  ({ name, type }) =>
    type === 'counter' && !name.endsWith('_total')
      ? warn(`${name} is a counter without _total`, `call it ${name}_total`)
      : undefined,
  ({ name, type }) =>
    type !== 'counter' && type !== 'unknown' && name.endsWith('_total')
      ? warn(`${name} ends with _total and is a ${type}`, `call it ${name.replace(/_total$/, '')}`)
      : undefined,
  ({ name }) => {
    const found = UNITS.find(([words]) => hasWord(name, words));
    if (found === undefined) return undefined;
    const [words, base, how] = found;
    const word = wordIn(name, words);
    return warn(
      `${name} is in ${word}: Prometheus's base unit is ${base}`,
      `record ${base} (${how}) and call it ${name.replace(word, base)}, or leave the unit out of the name and say unit: '${UCUM[base]}'`,
    );
  },
  ({ name }) =>
    CAMEL_CASE.test(name)
      ? warn(`${name} is in camelCase`, `call it ${snakeCase(name)}`)
      : undefined,
  ({ name, series }) => {
    const label = series
      .flatMap(({ labels }) => Object.keys(labels))
      .find((one) => CAMEL_CASE.test(one));
    return label === undefined
      ? undefined
      : warn(`${name}: the label ${label} is in camelCase`, `call it ${snakeCase(label)}`);
  },
  ({ name }) => {
    const word = TYPE_WORD.exec(name)?.[1];
    return word === undefined
      ? undefined
      : warn(`${name} has its type in its name`, `leave _${word} out`);
  },
  ({ name, type }) => {
    const ending = /_(count|sum|bucket)$/.exec(name)?.[0];
    const isPart = type === 'histogram' || type === 'summary' || ending === undefined;
    return isPart
      ? undefined
      : warn(
          `${name} ends with ${ending}, as only a part of a histogram should`,
          `call it ${name.slice(0, -ending.length)}`,
        );
  },
  ({ name, help }) =>
    help === ''
      ? warn(`${name} has no help text`, 'say in a sentence what it counts: help, or description')
      : undefined,
];

const UCUM: Readonly<Record<string, string>> = { seconds: 's', bytes: 'By', ratio: '1' };

function hasWord(name: string, words: string): boolean {
  return wordIn(name, words) !== '';
}

function wordIn(name: string, words: string): string {
  return new RegExp(`(?:^|_)(${words})(?:_|$)`).exec(name)?.[1] ?? '';
}

function snakeCase(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
