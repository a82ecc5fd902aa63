/** The counter of observers and helpers: one family on the page, so all describe it alike. */
export const ERRORS = {
  name: 'errors',
  unit: '{error}',
  description:
    'Uncaught exceptions, unhandled rejections, process warnings, and errors that the app recorded.',
  labels: ['type', 'severity', 'component'],
} as const;

export type ErrorLabels = Readonly<Record<(typeof ERRORS.labels)[number], string>>;
