import type { SqlTokens } from './sql-tokens.ts';

/** The word that a statement's table stands behind; `next` is the operation itself. */
const PLACES: ReadonlyMap<string, string> = new Map([
  ['SELECT', 'FROM'],
  ['DELETE', 'FROM'],
  ['INSERT', 'INTO'],
  ['UPDATE', 'next'],
  ['TRUNCATE', 'next'],
  ['COPY', 'next'],
  ['LOCK', 'next'],
  ['TABLE', 'next'],
  ['CREATE', 'TABLE'],
  ['ALTER', 'TABLE'],
  ['DROP', 'TABLE'],
]);

/** Words between the place and the name: UPDATE ONLY t, TRUNCATE TABLE t, DROP TABLE IF EXISTS t. */
const NOISE = new Set(['TABLE', 'ONLY', 'IF', 'NOT', 'EXISTS']);
/** Words in the place of a table that name none: what they bring in is computed. */
const COMPUTED = new Set(['LATERAL', 'ROWS', 'SELECT', 'VALUES']);

/** Words that bring in a second table wherever they stand. */
const SECOND_ANYWHERE = new Set(['SELECT', 'JOIN', 'UNION', 'INTERSECT', 'EXCEPT']);
/** Words that bring in a second table outside of parentheses, by operation. */
const SECOND_OUTSIDE: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['SELECT', new Set(['FROM', 'INTO'])],
  ['UPDATE', new Set(['FROM'])],
  ['DELETE', new Set(['USING'])],
]);
/** Operations on a list of tables, in which a comma brings in a second one. */
const TAKES_LIST = new Set(['SELECT', 'TRUNCATE', 'LOCK', 'DROP']);
/** What ends such a list. */
const LIST_ENDS = new Set(
  'WHERE GROUP HAVING WINDOW ORDER LIMIT OFFSET FETCH FOR IN RESTART CASCADE RESTRICT'.split(' '),
);

/** PostgreSQL cuts longer names. */
const LONGEST_NAME = 63;

/**
 * The table of a statement that is on a single one; `tokens` stand at its operation. Joins, comma
 * joins, sub-selects, functions and several statements have none, and neither has a statement
 * whose text gives no certain answer.
 *
 * The name is the one that PostgreSQL knows: `orders` for `Orders`, `Orders` for `"Orders"`. It is
 * qualified where the statement qualifies it (`public.orders`) and only there: which schema a bare
 * name falls to is a matter of the session's search path.
 */
export function findSingleTable(operation: string, tokens: SqlTokens): string | undefined {
  const place = PLACES.get(operation);
  if (place === undefined) return undefined;
  const statement = new Statement(operation, tokens);
  if (!statement.goTo(place)) return undefined;
  const table = statement.readTable();
  return statement.hasSecondTable() ? undefined : table;
}

/** A walk through the rest of one statement. */
class Statement {
  readonly #operation: string;
  readonly #tokens: SqlTokens;
  readonly #second: ReadonlySet<string> | undefined;
  #depth = 0;
  #previous = '';

  constructor(operation: string, tokens: SqlTokens) {
    this.#operation = operation;
    this.#tokens = tokens;
    this.#second = SECOND_OUTSIDE.get(operation);
  }

  /** Moves behind the place, if the statement has it before any other sign of a table. */
  goTo(place: string): boolean {
    this.#advance();
    if (place === 'next') return true;
    for (; this.#tokens.kind !== 'end'; this.#advance()) {
      const found = this.#isOutside && this.#tokens.value === place;
      if (found) this.#advance();
      if (found || this.#bringsSecond() || this.#tokens.value === ';') return found;
    }
    return false;
  }

  /** Reads a name and its qualifiers; a function or an expression in its place is no table. */
  readTable(): string | undefined {
    while (NOISE.has(this.#tokens.value)) this.#advance();
    if (COMPUTED.has(this.#tokens.value)) return undefined;
    const parts = [this.#readName()];
    while (this.#tokens.value === '.') {
      this.#advance();
      parts.push(this.#readName());
    }
    const isFunction = this.#operation === 'SELECT' && this.#tokens.value === '(';
    const isCertain = !isFunction && this.#tokens.kind !== 'other' && !parts.includes('');
    return isCertain ? parts.join('.') : undefined;
  }

  /** Whether anything in the rest of the text brings in another table. */
  hasSecondTable(): boolean {
    let inList = TAKES_LIST.has(this.#operation);
    for (; this.#tokens.kind !== 'end'; this.#advance()) {
      const { value } = this.#tokens;
      if (this.#bringsSecond() || (inList && this.#isOutside && value === ',')) return true;
      if (LIST_ENDS.has(value)) inList = false;
      if (value === ';' && this.#isOutside) return this.#goesOn();
    }
    return false;
  }

  /** A valid identifier, or an empty text. */
  #readName(): string {
    const { identifier } = this.#tokens;
    this.#advance();
    return identifier.length > LONGEST_NAME ? '' : identifier;
  }

  #bringsSecond(): boolean {
    const { value } = this.#tokens;
    return SECOND_ANYWHERE.has(value) || (this.#isOutside && this.#second?.has(value) === true);
  }

  /** Whether anything but semicolons follows: another statement. */
  #goesOn(): boolean {
    while (this.#tokens.value === ';') this.#advance();
    return this.#tokens.kind !== 'end';
  }

  /** Not in parentheses, as in `extract(year FROM t)`, and not in `IS DISTINCT FROM`. */
  get #isOutside(): boolean {
    return this.#depth <= 0 && this.#previous !== 'DISTINCT';
  }

  #advance(): void {
    this.#previous = this.#tokens.value;
    this.#tokens.next();
    if (this.#tokens.value === '(') this.#depth++;
    else if (this.#tokens.value === ')') this.#depth--;
  }
}
