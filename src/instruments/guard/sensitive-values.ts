import { hasEmail, hasNetworkAddress, hasUrlPassword } from './addresses.ts';
import { hasLongNumber, hasTimestamp } from './long-numbers.ts';
import { hasRandomText } from './random-text.ts';
import { hasToken, hasUuid } from './tokens.ts';

/** What is looked for, in this order: the first that is found is said. */
const KINDS: readonly (readonly [kind: string, isIn: (text: string) => boolean])[] = [
  ['an e-mail address', hasEmail],
  ['a URL with a password', hasUrlPassword],
  ['a token', hasToken],
  ['a UUID', hasUuid],
  ['a random id', hasRandomText],
  ['a point in time', hasTimestamp],
  ['a long number', hasLongNumber],
  ['an IP address', hasNetworkAddress],
];

/** How often a text may have been percent-encoded. */
const MOST_ENCODINGS = 3;

const DIGIT = /\p{Nd}/u;
const FOREIGN_DIGITS = /(?![0-9])\p{Nd}/gu;

/**
 * What a label value looks like that should be on no page, wherever it stands in it; `undefined` for
 * an ordinary one. Takes time in proportion to its length.
 */
export function sensitiveKind(value: string): string | undefined {
  const text = plainText(value);
  return KINDS.find(([, isIn]) => isIn(text))?.[0];
}

/** As a person would read it: other scripts' digits and percent-encoding say the same otherwise. */
function plainText(value: string): string {
  let text = value.normalize('NFKC').replace(FOREIGN_DIGITS, latinDigit);
  for (let times = 0; times < MOST_ENCODINGS && text.includes('%'); times++) {
    text = text.replace(/%([0-7][0-9a-f])/gi, (_, code) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }
  return text;
}

/** Unicode has the digits of a script in a row from 0 on. */
function latinDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let zero = code;
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}
