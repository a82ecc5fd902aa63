import { plain } from '../answer.ts';
import type { LiveFeed } from '../live/live-feed.ts';
import type { Place } from '../live/session.ts';
import { queryOf } from '../query.ts';
import type { Route } from '../route.ts';

/** What the live page shows (exposition/feed/frame.ts). */
export function liveFeedRoute(feed: LiveFeed): Route {
  return {
    path: '/live/feed',
    summary: 'What the live page shows: frames since ?epoch=&after=, or those of the last minutes.',
    audience: 'local',
    async answer({ url }) {
      const place = placeOf(queryOf(url));
      if (place === 'malformed') {
        return plain(400, 'epoch and after go together: as the feed gave them, each once.');
      }
      return {
        status: 200,
        contentType: 'application/json',
        body: await feed(place),
        headers: { 'Referrer-Policy': 'no-referrer' },
      };
    },
  };
}

/** `undefined` for who has nothing yet. */
function placeOf(query: URLSearchParams): Place | undefined | 'malformed' {
  const [epoch, ...moreEpochs] = query.getAll('epoch');
  const [after, ...moreAfters] = query.getAll('after');
  if (epoch === undefined && after === undefined) return undefined;
  const isWhole = /^[\w-]{1,64}$/.test(epoch ?? '') && /^\d{1,15}$/.test(after ?? '');
  if (!isWhole || moreEpochs.length > 0 || moreAfters.length > 0) return 'malformed';
  return { epoch: String(epoch), after: Number(after) };
}
