/** Series of the app, besides the agent's own; every tenth of them changes while it is looked at, or all. */
export const SERIES = 5000;
export const CHANGE_EVERY_MS = 1000;

export const TITLE = `Live page, ${SERIES.toLocaleString('en')} series`;

/** How many of the series change each second: every `step`-th. */
export const CHANGES = [
  { id: 'some', title: 'every tenth changes', step: 10 },
  { id: 'all', title: 'all change', step: 1 },
] as const;

export type Change = (typeof CHANGES)[number];
