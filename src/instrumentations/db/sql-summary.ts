import { findSingleTable } from './sql-table.ts';
import { SqlTokens } from './sql-tokens.ts';

/** What a metric may say of a statement: a known keyword and the name of its one table, no more. */
export interface SqlSummary {
  /** One of `SQL_OPERATIONS`; absent where the statement begins with none of them. */
  readonly operation?: string;
  /** The one table that the statement is on; see `findSingleTable`. */
  readonly collection?: string;
}

/** Every value that `db.operation.name` can have for a statement. */
export const SQL_OPERATIONS: ReadonlySet<string> = new Set(
  `ABORT ALTER ANALYZE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY CREATE DEALLOCATE
  DECLARE DELETE DISCARD DO DROP END EXECUTE EXPLAIN FETCH GRANT IMPORT INSERT LISTEN LOAD LOCK
  MERGE MOVE NOTIFY PREPARE REASSIGN REFRESH REINDEX RELEASE RESET REVOKE ROLLBACK SAVEPOINT
  SECURITY SELECT SET SHOW START TABLE TRUNCATE UNLISTEN UPDATE VACUUM VALUES WITH`.split(/\s+/),
);

/** What may stand behind the list of a WITH and decides what the statement does. */
const AFTER_WITH = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'VALUES', 'TABLE']);

/** How much of a text is read; what is longer is a bulk insert or a list of literals. */
export const LONGEST_READ = 8192;

/**
 * Reads operation and table off a statement, past comments, white space and parentheses, in time
 * linear in the first 8192 characters. The operation of a WITH is the one behind its list; of
 * several statements it is the first one's, and the table is left out. Never throws.
 */
export function summarizeSql(text: string): SqlSummary {
  const tokens = new SqlTokens(text.length > LONGEST_READ ? text.slice(0, LONGEST_READ) : text);
  do tokens.next();
  while (tokens.value === '(');
  const operation = tokens.value;
  if (!SQL_OPERATIONS.has(operation)) return {};
  if (operation === 'WITH') return { operation: operationAfterWith(tokens) };
  const collection = findSingleTable(operation, tokens);
  if (collection === undefined || !isReadEnough(operation, text)) return { operation };
  return { operation, collection };
}

/** The operation behind the list of a WITH, outside of its parentheses. */
function operationAfterWith(tokens: SqlTokens): string {
  let depth = 0;
  for (tokens.next(); tokens.kind !== 'end'; tokens.next()) {
    if (tokens.value === '(') depth++;
    else if (tokens.value === ')') depth--;
    else if (depth === 0 && AFTER_WITH.has(tokens.value)) return tokens.value;
  }
  return 'WITH';
}

/**
 * Whether what was read speaks for the whole text. Behind it only the further rows of an INSERT
 * are sure to bring in no other table, and a semicolon may begin another statement.
 */
function isReadEnough(operation: string, text: string): boolean {
  if (text.length <= LONGEST_READ) return true;
  return operation === 'INSERT' && !text.includes(';', LONGEST_READ);
}
