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

/**
 * What a label value looks like that should be on no page, wherever it stands in it; `undefined` for
 * an ordinary one. Takes time in proportion to its length.
 */
export function sensitiveKind(value: string): string | undefined {
  const text = plainText(value);
  return KINDS.find(([, isIn]) => isIn(text))?.[0];
}

/** As a person would read it: full-width characters and percent-encoding say the same otherwise. */
function plainText(value: string): string {
  let text = value.normalize('NFKC');
  for (let times = 0; times < MOST_ENCODINGS && text.includes('%'); times++) {
    text = text.replace(/%([0-7][0-9a-f])/gi, (_, code) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    );
  }
  return text;
}
