import type { Feed, FeedApp } from '../../exposition/feed/frame.ts';
import { FeedWriter } from '../../exposition/feed/writer.ts';
import { epochMs, monotonicSeconds } from '../../foundation/clock.ts';
import { inTurns } from '../../foundation/turns.ts';
import type { Collect, Collection } from '../../pipeline/collection.ts';
import type { Body } from '../answer.ts';
import { expectMetrics } from '../page.ts';
import { keptOf, LiveHistory } from './history.ts';

/** Where a viewer is: the last frame that it has. */
export interface Place {
  readonly epoch: string;
  readonly after: number;
}

export interface SessionOptions {
  /** As the page shows it. */
  readonly collect: Collect;
  readonly feed: ConstructorParameters<typeof FeedWriter>[0];
  readonly appOf: (collection: Collection) => FeedApp;
  /** Time between two frames; more series get more, so that looking at them takes no larger a share. */
  readonly intervalMs: number;
}

const LONGEST_MS = 10_000;
const SERIES_PER_INTERVAL = 10_000;

/** Part of the interval in which a frame is new enough for a further viewer. */
const FRESH = 0.75;

let sessions = 0;

/** What is known while somebody looks: the same for all viewers. */
export class LiveSession {
  readonly epoch = newEpoch();
  readonly #options: SessionOptions;
  readonly #writer: FeedWriter;
  readonly #history = new LiveHistory();
  #app: FeedApp | undefined;
  #intervalMs: number;
  #madeAt = Number.NEGATIVE_INFINITY;
  #making: Promise<void> | undefined;
  #isBroken = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#intervalMs = options.intervalMs;
    this.#writer = new FeedWriter(options.feed);
  }

  /** Whether a frame was begun and could not be ended, so that no other can follow. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Sees to it that the latest frame is a new one. Rejects where it can't be made. */
  async refresh(): Promise<void> {
    const ageMs = (monotonicSeconds() - this.#madeAt) * 1000;
    if (this.#making === undefined && ageMs < this.#intervalMs * FRESH) return;
    this.#making ??= this.#make().finally(() => {
      this.#making = undefined;
    });
    await this.#making;
  }

  /** A `Feed` in JSON: what came since this place, or everything. */
  *answerTo(place: Place | undefined): Body {
    const since = place?.epoch === this.epoch ? this.#history.after(place.after) : undefined;
    const frames = since ?? this.#history.all();
    yield this.#head(since === undefined);
    for (const [at, { slices }] of frames.entries()) {
      if (at > 0) yield ',';
      yield* slices;
    }
    yield ']}\n';
  }

  async #make(): Promise<void> {
    const collection = expectMetrics(await this.#options.collect({ isGlance: true }));
    this.#isBroken = true;
    const frame = await inTurns(this.#writer.next(collection));
    const needsWhole = this.#history.needsWhole(frame);
    const whole = needsWhole ? await inTurns(this.#writer.whole(frame)) : undefined;
    const kept = await inTurns(keptOf(frame));
    // All that takes long comes before, since others read the history meanwhile.
    this.#history.add(kept, whole && (await inTurns(keptOf(whole))));
    this.#isBroken = false;
    this.#app = this.#options.appOf(collection);
    const series = this.#writer.size + frame.leftOut;
    const intervals = Math.max(1, Math.ceil(series / SERIES_PER_INTERVAL));
    this.#intervalMs = Math.min(LONGEST_MS, intervals * this.#options.intervalMs);
    this.#madeAt = monotonicSeconds();
  }

  #head(isWhole: boolean): string {
    const { epoch } = this;
    // There is an app where there are frames.
    const app = this.#app as FeedApp;
    const head: Omit<Feed, 'frames'> = {
      ...{ epoch, timeMs: epochMs(), intervalMs: this.#intervalMs, app, isWhole },
    };
    return `${JSON.stringify(head).slice(0, -1)},"frames":[`;
  }
}

/** Never the same again, whichever process has the port. */
function newEpoch(): string {
  return [process.pid, epochMs(), ++sessions].map((part) => part.toString(36)).join('-');
}
