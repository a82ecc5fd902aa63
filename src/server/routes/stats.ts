import type { Config } from '../../config/options.ts';
import { adviseOn } from '../../exposition/advice.ts';
import { takeCensus } from '../../exposition/census.ts';
import { createNaming } from '../../exposition/naming.ts';
import { faultCounts } from '../../foundation/faults.ts';
import { inTurns } from '../../foundation/turns.ts';
import type { Collect } from '../../pipeline/collection.ts';
import { json, plain } from '../answer.ts';
import { queryOf } from '../query.ts';
import type { Route } from '../route.ts';
import type { ScrapeLog } from '../scrape-log.ts';

const DEFAULT_LIMIT = 10;
const HIGHEST_LIMIT = 1_000;

/**
 * Which metrics and labels a page is large by, and what to do about it. For scrapers, since it says less than the page:
 * names and counts, and no values of labels. Beyond loopback, where pages become large, `local`
 * routes would be missing.
 */
export function statsRoute(collect: Collect, config: Config, log: ScrapeLog): Route {
  const { prefix, translationStrategy: translation, cardinalityLimit } = config;
  const naming = createNaming({ prefix, translation, escaping: 'underscores' });
  return {
    path: '/metrics/stats',
    summary: `The biggest metrics and labels; ?limit= for more than ${DEFAULT_LIMIT}.`,
    audience: 'scraper',
    async answer({ url = '' }) {
      const limit = limitOf(url);
      if (limit === undefined) {
        return plain(400, `limit must be a whole number from 1 to ${HIGHEST_LIMIT}.`);
      }
      const options = {
        naming,
        limit,
        seriesLimit: config.totalCardinalityLimit,
        seriesLimitPerMetric: cardinalityLimit,
      };
      // Not left to the sending: there a client that gets nothing for long is taken for one that
      // takes nothing.
      const statistics = await inTurns(takeCensus(await collect({ isGlance: true }), options));
      const faults = Object.fromEntries(faultCounts());
      const advice = adviseOn(statistics, config);
      return json({ ...statistics, advice, scrapes: log.cost, faults });
    },
  };
}

/** How many entries a request asks for; `undefined` for what is no such number. */
function limitOf(url: string): number | undefined {
  const [text = String(DEFAULT_LIMIT), ...more] = queryOf(url).getAll('limit');
  const limit = /^\d+$/.test(text) && more.length === 0 ? Number(text) : 0;
  return limit >= 1 && limit <= HIGHEST_LIMIT ? limit : undefined;
}
