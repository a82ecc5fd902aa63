/** Digits, with a separator between some or all of them. */
const RUN = /[0-9](?:[ ._/-]?[0-9])+/g;
const SEPARATOR = /[ ._/-]/;

const FEWEST_DIGITS = 13;
const MOST_DIGITS = 19;
/** Cards of 15 digits have 4, 6 and 5 of them; otherwise groups are alike. */
const LARGE_GROUP = 4;

/**
 * Whether a text has the number of a card in groups of any size, with its check digit. One of small
 * groups has to be all that there is: among many digits some fit.
 */
export function hasCardNumber(text: string): boolean {
  const runs = text.match(RUN) ?? [];
  return runs.some((run) => {
    const groups = run.split(SEPARATOR);
    return groups.some(
      ({ length }, at) => (at === 0 || length >= LARGE_GROUP) && startsCard(groups, at),
    );
  });
}

/** Versions and object identifiers have groups of every size. */
function startsCard(groups: readonly string[], start: number): boolean {
  const size = groups[start]?.length ?? 0;
  const isLarge = size >= LARGE_GROUP;
  let number = '';
  for (let at = start; at < groups.length; at++) {
    const group = groups[at] ?? '';
    const fits = areAlike(group.length, size);
    number += group;
    if (number.length > MOST_DIGITS || (!fits && group.length > size)) return false;
    const mayEnd = isLarge || at === groups.length - 1;
    if (mayEnd && isCardNumber(number)) return true;
    // The last one may be smaller.
    if (!fits) return false;
  }
  return false;
}

function areAlike(length: number, size: number): boolean {
  return size < LARGE_GROUP ? length === size : length >= LARGE_GROUP;
}

/** By Luhn's formula (ISO/IEC 7812-1). No card begins with 0. */
function isCardNumber(number: string): boolean {
  if (number.length < FEWEST_DIGITS || number.startsWith('0')) return false;
  let sum = 0;
  for (let at = 0; at < number.length; at++) {
    const digit = Number(number.at(-1 - at));
    const doubled = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += at % 2 === 0 ? digit : doubled;
  }
  return sum % 10 === 0;
}
