import { setTimeout as delay } from 'node:timers/promises';
import { CommandFailure } from '../command.ts';
import type { EndpointAccess } from '../page/endpoint.ts';
import type { Page } from '../page/page.ts';
import { readPage } from '../page/read.ts';

const EVERY_MS = 2000;

export interface PollOptions {
  readonly url: URL;
  readonly access: EndpointAccess;
  /** The page, and when it came. */
  onPage(page: Page, atMs: number): void;
  /** There is none now; one line says why. */
  onAway(why: string): void;
}

/** Asks for the page again and again, the first time after a pause, until the signal is aborted. */
export async function pollPage({ url, access, onPage, onAway }: PollOptions): Promise<void> {
  const { signal } = access;
  let due = performance.now() + EVERY_MS;
  while (await pauseUntil(due, signal)) {
    due = performance.now() + EVERY_MS;
    try {
      onPage(await readPage(url, access), performance.now());
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof CommandFailure)) throw error;
      onAway(error.message);
    }
  }
}

/** False where the signal came first. */
async function pauseUntil(due: number, signal: AbortSignal): Promise<boolean> {
  const pause = Math.max(0, due - performance.now());
  await delay(pause, undefined, { signal }).catch(() => undefined);
  return !signal.aborted;
}
