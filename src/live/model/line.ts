/** An answer to a question: one curve of a chart. */
export interface Line {
  /** By role, or by label where a metric of the page was asked about. */
  readonly labels: Readonly<Record<string, string>>;
  /** One for each of the history's times; null where nothing is known. */
  readonly values: readonly (number | null)[];
}
