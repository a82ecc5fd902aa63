/** A parsed value, or what would have been allowed. Never the refused value: it may be a secret. */
export type Parsed = { readonly value: unknown } | { readonly allowed: string };
