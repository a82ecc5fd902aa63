import type { Labels } from './labels.ts';

/** What every declared instrument may be told. */
export interface InstrumentOptions<L extends string = never> {
  /** What is measured, in a sentence, for who reads the page. Default: nothing. */
  readonly help?: string | undefined;
  /**
   * Unit by UCUM (`s`, `By`, `{order}`) or in Prometheus's words (`seconds`); the name on the page
   * ends with it. Default: none.
   */
  readonly unit?: string | undefined;
  /** Names of its labels: every measurement has exactly these. Default: none. */
  readonly labels?: readonly L[] | undefined;
  /**
   * Label sets that are there from the start, at 0, so that Prometheus's `increase()` sees the first
   * event. Without labels, what counts is there from the start anyway. Default: none.
   */
  readonly initial?: readonly Labels<NoInfer<L>>[] | undefined;
  /**
   * Values that are let through although they look like personal data or secrets: by label, patterns
   * in which `*` is any text, case told apart. A label with one is not warned of by its name. Default: none.
   */
  readonly allow?: { readonly [K in NoInfer<L>]?: string | readonly string[] } | undefined;
}
