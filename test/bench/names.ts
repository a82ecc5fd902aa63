/** What can be measured, in the order in which it is. */
export const SUBJECT_NAMES = [
  'requests',
  'records',
  'scrape',
  'push',
  'live',
  'memory',
  'startup',
  'size',
  'soak',
] as const;

export type SubjectName = (typeof SUBJECT_NAMES)[number];

/** The apps whose requests are measured. */
export const REQUEST_APPS = ['http', 'express', 'fastify'] as const;

export type RequestApp = (typeof REQUEST_APPS)[number];
