/** What YAML or PromQL may take for the end of a line, or for no text at all. */
const NOT_SHOWN = /[\p{C}\p{Zl}\p{Zp}]/gu;
const LAST_OF_FOUR_DIGITS = 0xffff;

/** A text of one line that YAML takes for this very text: never for a number, a boolean or nothing. */
export function quoted(text: string): string {
  return text.search(NOT_SHOWN) < 0 ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
}

/** A string of one line, for YAML, for JSON and for PromQL. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(NOT_SHOWN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code > LAST_OF_FOUR_DIGITS ? character : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}
