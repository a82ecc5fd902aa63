import { hasCardNumber } from './card-numbers.ts';

/** More than a date has: numbers of cards, phones, accounts, persons, and times in milliseconds. */
const MANY_DIGITS = 9;
const RUN = /[0-9]{9}/;

/** Has as many digits as some numbers of persons, but few values in a year. */
const DATE = '(?:19|20)[0-9]{2}([-/.]?)(?:0[1-9]|1[0-2])\\1(?:0[1-9]|[12][0-9]|3[01])';
const DATES = new RegExp(`(?<![0-9])${DATE}(?![0-9])`, 'g');
const TIME = new RegExp(`(?<![0-9])${DATE}[T _][0-9]{2}:?[0-9]{2}`, 'i');

/** Digits in groups, as people write numbers of cards and phones. */
const GROUPED = /[+(]?[0-9](?:[ ()-]{0,2}[0-9])+/g;
const DIALLED = /^(?:\+|\(?0|\([0-9]{2,4}\))/;

/** A dialled number with a slash behind its prefix; not within more numbers of a path. */
const SLASHED =
  /(?<![0-9._-]|[0-9]\/)(?:\+|\(?0)(?:[ ()-]{0,2}[0-9]){1,8}[ )]{0,2}\/ ?[0-9](?:[ -]?[0-9])+/g;

/** Whether a text has a date with a time of the day: another one each minute. */
export function hasTimestamp(text: string): boolean {
  return TIME.test(text);
}

/**
 * Whether a text has nine digits or more in a row, in groups as of phones, or a card's number in any
 * groups.
 */
export function hasLongNumber(text: string): boolean {
  if (RUN.test(text)) return true;
  const undated = text.replace(DATES, 'date');
  return (
    (undated.match(GROUPED)?.some(isLong) ?? false) ||
    (undated.match(SLASHED)?.some(hasManyDigits) ?? false) ||
    hasCardNumber(undated)
  );
}

function hasManyDigits(text: string): boolean {
  return text.replace(/[^0-9]/g, '').length >= MANY_DIGITS;
}

/**
 * Two groups may be a range (`10000-50000`), unless they begin as what is dialled; single digits may
 * be a version (`4-5`).
 */
function isLong(grouped: string): boolean {
  const isInternational = grouped.startsWith('+');
  const groups = grouped.match(/[0-9]+/g) ?? [];
  const counted = isInternational ? groups : groups.filter(({ length }) => length > 1);
  return counted.join('').length >= MANY_DIGITS && (counted.length >= 3 || DIALLED.test(grouped));
}
