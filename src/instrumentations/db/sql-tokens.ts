/**
 * What the reader of a statement has to tell apart. `word` is a keyword or an unquoted name,
 * `name` a quoted one; literals, parameters, numbers and operators are all `other`: their text is
 * never looked at.
 */
export type TokenKind = 'word' | 'name' | 'punctuation' | 'other' | 'end';

const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /\d[\w.]*/y;
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const SPACE = /\s+/y;
const PUNCTUATION = '(),;.';
/** Letters that make a literal of the quote behind them: bits, escapes, national, hexadecimal. */
const LITERAL_PREFIX = /^[bBeEnNxX]$/;

/**
 * Reads PostgreSQL's tokens one by one, past white space and comments, in time linear in the
 * text: every character is looked at once, and what is not closed goes on to the end.
 */
export class SqlTokens {
  readonly #text: string;
  #position = 0;
  kind: TokenKind = 'other';
  /** A word in upper case or a punctuation mark; otherwise empty. */
  value = '';
  /** What a word or a quoted name names: PostgreSQL folds unquoted ASCII letters to lower case. */
  identifier = '';

  constructor(text: string) {
    this.#text = text;
  }

  /** Moves to the next token; at the end it stays there. */
  next(): void {
    this.#skipSpaceAndComments();
    this.value = '';
    this.identifier = '';
    const mark = this.#text[this.#position];
    if (mark === undefined) this.kind = 'end';
    else if (PUNCTUATION.includes(mark)) this.#punctuation(mark);
    else if (mark === '"') this.#name();
    else this.#wordOrOther(mark);
  }

  #punctuation(mark: string): void {
    this.kind = 'punctuation';
    this.value = mark;
    this.#position++;
  }

  #name(): void {
    const start = this.#position + 1;
    const closed = this.#skipQuoted('"', false);
    this.kind = 'name';
    if (closed) this.identifier = this.#text.slice(start, this.#position - 1).replaceAll('""', '"');
  }

  #wordOrOther(mark: string): void {
    const word = this.#match(WORD);
    if (word === undefined) {
      this.kind = 'other';
      this.#skipOther(mark);
    } else if (this.#text[this.#position] === "'" && LITERAL_PREFIX.test(word)) {
      this.kind = 'other';
      this.#skipQuoted("'", word === 'E' || word === 'e');
    } else {
      this.kind = 'word';
      this.value = word.toUpperCase();
      this.identifier = word.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
    }
  }

  #skipOther(mark: string): void {
    if (mark === "'") this.#skipQuoted("'", false);
    else if (this.#match(NUMBER) === undefined && !this.#skipDollarQuoted()) this.#position++;
  }

  /** From an opening quote past the closing one, if there is one; a doubled one is text. */
  #skipQuoted(quote: string, knowsBackslash: boolean): boolean {
    const text = this.#text;
    for (let at = this.#position + 1; at < text.length; at++) {
      if (knowsBackslash && text[at] === '\\') at++;
      else if (text[at] === quote) {
        if (text[at + 1] === quote) at++;
        else {
          this.#position = at + 1;
          return true;
        }
      }
    }
    this.#position = text.length;
    return false;
  }

  /** `$$..$$` and `$tag$..$tag$`; a parameter such as `$1` is no quote. */
  #skipDollarQuoted(): boolean {
    const tag = this.#match(DOLLAR_TAG);
    if (tag === undefined) return false;
    const end = this.#text.indexOf(tag, this.#position);
    this.#position = end === -1 ? this.#text.length : end + tag.length;
    return true;
  }

  #skipSpaceAndComments(): void {
    for (;;) {
      this.#match(SPACE);
      if (this.#text.startsWith('--', this.#position)) this.#skipLine();
      else if (this.#text.startsWith('/*', this.#position)) this.#skipBlockComment();
      else return;
    }
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#position);
    this.#position = end === -1 ? this.#text.length : end + 1;
  }

  /** Block comments nest in PostgreSQL. */
  #skipBlockComment(): void {
    let depth = 0;
    do {
      if (this.#text.startsWith('/*', this.#position)) {
        depth++;
        this.#position += 2;
      } else if (this.#text.startsWith('*/', this.#position)) {
        depth--;
        this.#position += 2;
      } else {
        this.#position++;
      }
    } while (depth > 0 && this.#position < this.#text.length);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#position += found.length;
    return found;
  }
}
