/** What a label may be given; on the page it is a text. */
export type LabelValue = string | number | boolean;

/** A value for each declared label. */
export type Labels<L extends string> = Readonly<Record<L, LabelValue>>;

/** The last argument of what measures: none where no labels were declared. */
export type LabelArguments<L extends string> = [L] extends [never] ? [] : [labels: Labels<L>];
