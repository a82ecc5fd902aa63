import { BoundedMap } from './bounded-map.ts';
import { LONGEST_READ, type SqlSummary, summarizeSql } from './sql-summary.ts';

/** With texts of at most 8192 characters a full cache is a few megabytes; usually far below one. */
const MOST_TEXTS = 500;
const MOST_SUMMARIES = 1000;

/** A query without a text, or with one that says nothing. */
const NO_SUMMARY: SqlSummary = Object.freeze({});

/**
 * Summaries by statement text. Each text is read once while it is remembered, and equal summaries
 * are one object, so that what is known of a summary can be found by identity.
 */
export class StatementCache {
  readonly #byText = new BoundedMap<string, SqlSummary>(MOST_TEXTS);
  readonly #interned = new BoundedMap<string, SqlSummary>(MOST_SUMMARIES);

  summaryOf(text: string | undefined): SqlSummary {
    if (text === undefined) return NO_SUMMARY;
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const summary = this.#intern(summarizeSql(text));
    if (text.length <= LONGEST_READ) this.#byText.set(text, summary);
    return summary;
  }

  #intern({ operation, collection }: SqlSummary): SqlSummary {
    if (operation === undefined) return NO_SUMMARY;
    const key = detached(`${operation} ${collection ?? ''}`);
    const known = this.#interned.get(key);
    if (known !== undefined) return known;
    const summary = {
      operation,
      ...(collection !== undefined && { collection: detached(collection) }),
    };
    this.#interned.set(key, summary);
    return summary;
  }
}

/** A copy: V8 keeps a piece of a text as a view, which would hold a bulk insert of megabytes. */
function detached(piece: string): string {
  return Buffer.from(piece, 'utf16le').toString('utf16le');
}
