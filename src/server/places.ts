import type { ServerResponse } from 'node:http';
import type { Audience } from './route.ts';

/** Answers under way at once. Who has no token gets what viewers get, so those have places of their own. */
const MOST = { scraper: 16, local: 16, viewer: 40 } as const;

/** Of the viewers' answers those whose clients take nothing of them at the moment. */
const MOST_UNREAD = 8;

type Held = Exclude<Audience, 'anyone'>;

/**
 * Places for the answers that are under way, so that no client shuts out others by not reading what it
 * asked for. Each audience has its own: neither viewers nor the feed of the live page keep scrapers out.
 */
export class Places {
  readonly #taken: Readonly<Record<Held, Set<ServerResponse>>> = {
    scraper: new Set(),
    local: new Set(),
    viewer: new Set(),
  };

  /** Whether there is a place for an answer. It keeps it until it leaves. */
  take(response: ServerResponse, audience: Audience): boolean {
    if (audience === 'anyone') return true;
    const taken = this.#taken[audience];
    if (audience === 'viewer') cutUnread(taken);
    if (taken.size >= MOST[audience]) return false;
    taken.add(response);
    return true;
  }

  leave(response: ServerResponse): void {
    for (const taken of Object.values(this.#taken)) taken.delete(response);
  }
}

/**
 * The live page's files are small, and a browser that opens many tabs reads them all: those that have
 * waited longest for their clients make way.
 */
function cutUnread(taken: Set<ServerResponse>): void {
  const unread = [...taken].filter(({ writableLength }) => writableLength > 0);
  for (const response of unread.slice(0, Math.max(0, unread.length - MOST_UNREAD))) {
    taken.delete(response);
    response.req.socket.destroy();
  }
}
