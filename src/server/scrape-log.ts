import { monotonicSeconds } from '../foundation/clock.ts';
import { faultCounts } from '../foundation/faults.ts';
import type { Collect, Collection } from '../pipeline/collection.ts';
import type { Body } from './answer.ts';
import type { Page } from './page.ts';

/** What whole pages have cost since the start. */
export interface ScrapeCost {
  readonly count: number;
  readonly sumSeconds: number;
  /** Absent before the first one. */
  readonly lastSeconds?: number;
  /** Characters of the last page before it was compressed; bytes where it is protobuf. */
  readonly lastSize?: number;
}

/** How the last collection went. */
export interface CollectionOutcome {
  readonly timeMs: number;
  readonly leftOutSources: number;
  readonly failedCallbacks: number;
}

/**
 * What is known of the scrapes so far, for who asks about them: nothing is collected for that. It
 * stands around the collecting and the page, and changes nothing of either.
 */
export class ScrapeLog {
  #count = 0;
  #sumSeconds = 0;
  #last: { readonly lastSeconds: number; readonly lastSize: number } | undefined;
  #collection: CollectionOutcome | 'failed' | undefined;
  #callbackFaults = callbackFaults();
  #isPageBroken = false;
  /** A collection is shared by all who ask at the time, and is to be looked at once. */
  readonly #seen = new WeakSet<Collection>();

  get cost(): ScrapeCost {
    return { count: this.#count, sumSeconds: this.#sumSeconds, ...this.#last };
  }

  /** `undefined` before the first one. */
  get collection(): CollectionOutcome | 'failed' | undefined {
    return this.#collection;
  }

  /** Whether the last page could not be made, or not to its end. */
  get isPageBroken(): boolean {
    return this.#isPageBroken;
  }

  collecting(collect: Collect): Collect {
    return async (collecting) => {
      try {
        const collection = await collect(collecting);
        this.#note(collection);
        return collection;
      } catch (error) {
        this.#collection = 'failed';
        throw error;
      }
    };
  }

  /** `onEnd` takes the seconds of any page, that of a single metric, too. */
  paging(page: Page, onEnd: (seconds: number) => void): Page {
    return async (request) => {
      const started = monotonicSeconds();
      const ended = (size: number) => {
        const seconds = monotonicSeconds() - started;
        onEnd(seconds);
        if (request.names.length === 0) this.#add(seconds, size);
      };
      try {
        const { contentType, body } = await page(request);
        return { contentType, body: this.#following(body, ended) };
      } catch (error) {
        this.#isPageBroken = true;
        throw error;
      }
    };
  }

  *#following(body: Body, ended: (size: number) => void): Body {
    let size = 0;
    try {
      for (const slice of body) {
        size += slice.length;
        yield slice;
      }
    } catch (error) {
      this.#isPageBroken = true;
      throw error;
    }
    this.#isPageBroken = false;
    ended(size);
  }

  #add(seconds: number, size: number): void {
    this.#count++;
    this.#sumSeconds += seconds;
    this.#last = { lastSeconds: seconds, lastSize: size };
  }

  #note(collection: Collection): void {
    if (this.#seen.has(collection)) return;
    this.#seen.add(collection);
    const faults = callbackFaults();
    const leftOutSources = collection.errors.length;
    this.#collection = {
      timeMs: collection.timeMs,
      leftOutSources,
      // A source that is left out is counted under the same causes.
      failedCallbacks: Math.max(0, faults - this.#callbackFaults - leftOutSources),
    };
    this.#callbackFaults = faults;
  }
}

/** Callbacks run in collections alone. */
function callbackFaults(): number {
  const counts = faultCounts();
  return (counts.get('callback_error') ?? 0) + (counts.get('callback_timeout') ?? 0);
}
