import { isGlance } from '../glance-header.ts';
import type { Page } from '../page.ts';
import { queryOf } from '../query.ts';
import type { Route } from '../route.ts';

/** The metrics for Prometheus, as the chosen page engine writes them. */
export function metricsRoute(page: Page): Route {
  return {
    path: '/metrics',
    summary: 'All metrics, for Prometheus to scrape; ?name[]= for some of them.',
    audience: 'scraper',
    answer: async ({ headers, url }) => ({
      status: 200,
      ...(await page({
        accept: headers.accept,
        names: queryOf(url).getAll('name[]'),
        isGlance: isGlance(headers),
      })),
    }),
  };
}
