import type { Page } from '../page.ts';
import type { Route } from '../route.ts';

/** The metrics for Prometheus, as the chosen page engine writes them. */
export function metricsRoute(page: Page): Route {
  return {
    path: '/metrics',
    summary: 'All metrics, for Prometheus to scrape.',
    audience: 'scraper',
    answer: async () => ({ status: 200, ...(await page()) }),
  };
}
