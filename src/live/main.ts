import type { Feed } from '../exposition/feed/frame.ts';

/** The live page's beginning. */
async function start(): Promise<void> {
  const response = await fetch('/live/feed');
  const feed = (await response.json()) as Feed;
  document.title = feed.app.service;
}

void start();
