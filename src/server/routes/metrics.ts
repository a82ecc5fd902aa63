import { plain } from '../answer.ts';
import type { Page } from '../page.ts';
import type { Route } from '../route.ts';

/** The metrics for Prometheus, as the chosen page engine writes them. */
export function metricsRoute(page: Page): Route {
  return {
    path: '/metrics',
    summary: 'All metrics, for Prometheus to scrape.',
    audience: 'scraper',
    answer: async ({ headers }) => {
      const made = await page({ accept: headers.accept, names: [] });
      return made === undefined ? plain(404, 'No such metric.') : { status: 200, ...made };
    },
  };
}
