import { requireChunk } from '../foundation/chunks.ts';
import type { LiveFeed, LiveOptions } from '../server/live/live-feed.ts';

/** What the lazily loaded part `live-feed` of the build exports. */
interface LiveFeedChunk {
  createLiveFeed(options: LiveOptions): LiveFeed;
}

/** The feed of the live page. What makes it is loaded for the first who looks. */
export function lazyLiveFeed(options: LiveOptions): LiveFeed {
  let feed: LiveFeed | undefined;
  return async (place) => {
    feed ??= requireChunk<LiveFeedChunk>('live-feed').createLiveFeed(options);
    return feed(place);
  };
}
