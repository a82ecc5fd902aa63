/** What the demo needs of a standard output, which may be no terminal at all. */
export interface Terminal {
  readonly isTTY?: boolean;
  /** Height in lines. */
  readonly rows?: number;
  write(text: string): unknown;
}
