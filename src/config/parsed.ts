/** A value's part that can't be used, and what would have been allowed in its place. */
export interface Problem {
  /** Printable; empty where it is the value itself. */
  readonly part: string;
  readonly allowed: string;
  /** What became of it. Default: it was left out. */
  readonly outcome?: string;
}

/**
 * A parsed value, of which bad parts may have been left out, or what would have been allowed. Never
 * a refused value: it may be a secret.
 */
export type Parsed =
  | { readonly value: unknown; readonly problems?: readonly Problem[] }
  | { readonly allowed: string };
