/** What keys have in common that have no beginning of their own. */
export const ANY_KEY = '*';

/** What stands before the first separator, where it is a word of the code and no id. */
const BEGINNING = /^[A-Za-z][A-Za-z_.-]{0,39}[:/]/;
const WORD = /^[A-Za-z][A-Za-z_.-]{0,39}$/;

/** `user:17` is `user:*` and `user/17` is `user/*`; a key without such a beginning is `*`. */
export function patternOfKey(key: unknown): string {
  const beginning = typeof key === 'string' ? BEGINNING.exec(key)?.[0] : undefined;
  return beginning === undefined ? ANY_KEY : `${beginning}*`;
}

/** What the app calls a pattern: a word, or what has a `*`. Anything else is taken for a key. */
export function patternOfText(text: string): string {
  return text.includes('*') || WORD.test(text) ? text : patternOfKey(text);
}
