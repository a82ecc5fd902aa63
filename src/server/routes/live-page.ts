import { shellFile } from '../live/shell.ts';
import { prefersHtml } from '../prefers-html.ts';
import type { Route } from '../route.ts';

/** The live page, for browsers; others get what else stands at its path. */
export const LIVE_PAGE: Route = {
  path: '/',
  summary: 'The live page, for browsers.',
  audience: 'viewer',
  isFor: ({ accept }) => prefersHtml(accept),
  answer: () => shellFile('page.html'),
};

/** What it is made of; nobody else asks for that. */
export const LIVE_PAGE_FILES: readonly Route[] = [
  {
    path: '/live/page.js',
    summary: 'Its code.',
    audience: 'viewer',
    answer: () => shellFile('page.js'),
  },
  {
    path: '/live/page.css',
    summary: 'Its looks.',
    audience: 'viewer',
    answer: () => shellFile('page.css'),
  },
];
