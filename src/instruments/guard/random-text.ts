/** A part is letters and digits without a break: `-`, `_`, `.` and the like stand between words. */
const PART = /[A-Za-z0-9]{6,}/g;
/** How an identifier is read: a word with or without a capital, capitals, digits. */
const PIECE = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+/g;
const DIGITS = /^[0-9]/;
/** Four letters that can be spoken. */
const WORD = /^(?=.*[aeiouy])[a-z]{4}/i;

/** So many random characters are guessed by nobody, and so have no end of values. */
const MANY = 16;
/** Random letters and digits change their class every other character; those of names don't. */
const LONGEST_AVERAGE_PIECE = 3;
/** Names are made of words; by chance there are few. */
const LEAST_SHARE_WITHOUT_WORDS = 2 / 3;
/** In one part; names have a group or two. */
const MANY_DIGIT_GROUPS = 4;

/** Ids of traces and of objects, checksums. */
const HEXADECIMAL = /[0-9a-f]{16,}/gi;

/**
 * Whether a text has 16 characters or more that look random. Those of a part count where it has a
 * digit, 16 characters or two thirds of it are no words, and these change between small letters,
 * capitals and digits more often than every third character; or where it has four groups of digits.
 */
export function hasRandomText(text: string): boolean {
  if (text.match(HEXADECIMAL)?.some(isMixed)) return true;
  let random = 0;
  for (const part of text.match(PART) ?? []) random += isRandom(part) ? part.length : 0;
  return random >= MANY;
}

/** Letters alone would be a word or nothing much, digits alone are a number. */
function isMixed(run: string): boolean {
  return /[0-9]/.test(run) && /[a-f]/i.test(run);
}

function isRandom(part: string): boolean {
  const pieces = part.match(PIECE) ?? [];
  const digitGroups = pieces.filter((piece) => DIGITS.test(piece)).length;
  if (digitGroups === 0 || digitGroups >= MANY_DIGIT_GROUPS) return digitGroups > 0;
  const others = pieces.filter((piece) => !WORD.test(piece));
  const length = others.join('').length;
  return (
    length >= Math.min(MANY, part.length * LEAST_SHARE_WITHOUT_WORDS) &&
    length < others.length * LONGEST_AVERAGE_PIECE
  );
}
