/**
 * What a terminal would obey or what hides in a line: control characters, those that turn the
 * direction of text, and those that nobody sees. Lone surrogates are no text.
 */
const ILLEGIBLE =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** A text from elsewhere as one line that is safe to show: what is illegible is written as `\x1b`. */
export function legible(text: string): string {
  return text.replace(ILLEGIBLE, (character) => SHORT[character] ?? escaped(character));
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code < 0x100
    ? `\\x${code.toString(16).padStart(2, '0')}`
    : `\\u${code.toString(16).padStart(4, '0')}`;
}
