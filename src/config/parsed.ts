/** A value's part that was left out, and what would have been allowed in its place. */
export interface Problem {
  /** Printable. */
  readonly part: string;
  readonly allowed: string;
}

/**
 * A parsed value, of which bad parts may have been left out, or what would have been allowed. Never
 * a refused value: it may be a secret.
 */
export type Parsed =
  | { readonly value: unknown; readonly problems?: readonly Problem[] }
  | { readonly allowed: string };
