import { describe, expect, it } from 'vitest';
import type { Feed } from '../../../../src/exposition/feed/frame.ts';
import type { Collect } from '../../../../src/pipeline/collection.ts';
import {
  createLiveFeed,
  type LiveFeed,
  type LiveTimes,
} from '../../../../src/server/live/live-feed.ts';
import type { Place } from '../../../../src/server/live/session.ts';
import { ChangingFamily, failingFamily, seriesOf } from '../../exposition/fake-family.ts';
import { Replay } from '../../exposition/feed/feed-in-use.ts';
import { textOf } from '../../exposition/render.ts';
import { collectionOf, configWith } from '../test-endpoint.ts';

/** A new frame for each who asks. */
const AT_ONCE: LiveTimes = { intervalMs: 0, keptMs: 60_000 };
const SHARED: LiveTimes = { intervalMs: 60_000, keptMs: 60_000 };

interface InUse {
  readonly family: ChangingFamily;
  readonly feed: LiveFeed;
  /** Collections so far. */
  collected: number;
}

function feedInUse(times: LiveTimes, collect?: Collect): InUse {
  const family = new ChangingFamily({ name: 'jobs', kind: 'counter', series: seriesOf(5) });
  const collectOwn = collect ?? (async () => collectionOf([family]));
  const inUse = { family, collected: 0 };
  const feed = createLiveFeed({
    ...{ config: configWith({ prefix: 'shop_' }), constants: [], times },
    collect() {
      inUse.collected++;
      return collectOwn();
    },
  });
  return Object.assign(inUse, { feed });
}

async function ask(feed: LiveFeed, place?: Place): Promise<Feed> {
  const texts = [...(await feed(place))].map(textOf);
  return JSON.parse(texts.join('')) as Feed;
}

/** A page that looks. */
class Viewer {
  readonly #feed: LiveFeed;
  #place: Place | undefined;
  #replay = new Replay();

  constructor(feed: LiveFeed) {
    this.#feed = feed;
  }

  async look(): Promise<Feed> {
    const feed = await ask(this.#feed, this.#place);
    if (feed.isWhole) this.#replay = new Replay();
    for (const frame of feed.frames) this.#replay.apply(frame);
    this.#place = {
      epoch: feed.epoch,
      after: feed.frames.at(-1)?.number ?? this.#place?.after ?? 0,
    };
    return feed;
  }

  get states() {
    return this.#replay.states;
  }
}

describe('the feed', () => {
  it('does nothing before somebody asks', () => {
    const { collected } = feedInUse(AT_ONCE);
    expect(collected).toBe(0);
  });

  it('tells of the app and how it names things', async () => {
    const { feed } = feedInUse({ intervalMs: 2_000, keptMs: 60_000 });
    expect(await ask(feed)).toMatchObject({
      ...{ isWhole: true, intervalMs: 2_000, timeMs: expect.any(Number) },
      app: {
        ...{ service: 'shop', pid: process.pid, node: process.versions.node },
        names: {
          ...{ naming: 'standard', prefix: 'shop_' },
          translation: 'UnderscoreEscapingWithSuffixes',
        },
      },
    });
  });

  it('gives what changed to who was there', async () => {
    const { feed, family } = feedInUse(AT_ONCE);
    const { epoch, frames } = await ask(feed);
    expect(frames).toHaveLength(1);
    family.change(2, { value: 40 });
    expect(await ask(feed, { epoch, after: 1 })).toMatchObject({
      ...{ epoch, isWhole: false },
      frames: [{ number: 2, metrics: [], series: [], gone: [], leftOut: 0 }],
    });
    expect((await ask(feed, { epoch, after: 1 })).frames.map(({ number }) => number)).toEqual([
      2, 3,
    ]);
  });

  it.each<[string, (epoch: string) => Place]>([
    ['of another epoch', () => ({ epoch: 'another', after: 1 })],
    ['of a frame that there was not yet', (epoch) => ({ epoch, after: 99 })],
    ['of before the first frame', (epoch) => ({ epoch, after: 0 })],
  ])('gives everything to a place %s', async (_, placeOf) => {
    const { feed } = feedInUse(AT_ONCE);
    const { epoch } = await ask(feed);
    const answer = await ask(feed, placeOf(epoch));
    expect(answer.isWhole).toBe(true);
    expect(answer.frames.map(({ number }) => number)).toEqual([1, 2]);
    expect(answer.frames[0]?.series).toHaveLength(6);
  });

  it('gives each viewer everything, whenever they look', async () => {
    const { feed, family } = feedInUse(AT_ONCE);
    const viewers = [new Viewer(feed), new Viewer(feed), new Viewer(feed)];
    for (let round = 0; round < 20; round++) {
      family.change(round * 3, { value: 100 + round });
      if (round % 4 === 0) family.add({ attributes: { id: `more-${round}` }, value: round });
      if (round % 5 === 0) family.remove(round);
      await Promise.all(
        viewers.filter((_, at) => round % (at + 1) === 0).map((viewer) => viewer.look()),
      );
    }
    await Promise.all(viewers.map((viewer) => viewer.look()));
    const fresh = new Viewer(feed);
    await fresh.look();
    expect(Object.keys(fresh.states)).toHaveLength(7);
    for (const viewer of viewers) expect(viewer.states).toEqual(fresh.states);
  });

  it('makes one frame for all who look at about the same time', async () => {
    const inUse = feedInUse(SHARED);
    const answers = await Promise.all([ask(inUse.feed), ask(inUse.feed), ask(inUse.feed)]);
    const { epoch } = answers[0] as Feed;
    expect(answers.map(({ frames }) => frames.length)).toEqual([1, 1, 1]);
    inUse.family.change(0, { value: 9 });
    expect(await ask(inUse.feed, { epoch, after: 1 })).toMatchObject({
      ...{ isWhole: false, frames: [] },
    });
    expect(inUse.collected).toBe(1);
  });

  it('asks for more time where there are more series', async () => {
    const many = [0, 1, 2].map(
      (at) => new ChangingFamily({ name: `m${at}`, series: seriesOf(5_000) }),
    );
    const times = { intervalMs: 2_000, keptMs: 60_000 };
    const { feed } = feedInUse(times, async () => collectionOf(many));
    expect((await ask(feed)).intervalMs).toBe(4_000);
  });

  it('forgets everything when nobody has looked for long', async () => {
    const { feed } = feedInUse({ intervalMs: 0, keptMs: 1 });
    const { epoch } = await ask(feed);
    await expect
      .poll(async () => (await ask(feed, { epoch, after: 1 })).epoch, {
        interval: 20,
        timeout: 5_000,
      })
      .not.toBe(epoch);
  });

  it('of another agent is another epoch', async () => {
    const epochs = await Promise.all(
      [1, 2, 3].map(async () => (await ask(feedInUse(AT_ONCE).feed)).epoch),
    );
    expect(new Set(epochs).size).toBe(3);
    for (const epoch of epochs) expect(epoch).toMatch(/^[\w-]{1,64}$/);
  });
});

describe('a failure', () => {
  it('of all sources is told, and what is known stays', async () => {
    const good = new ChangingFamily({ name: 'jobs' });
    let errors: string[] = [];
    const { feed } = feedInUse(AT_ONCE, async () => ({
      ...collectionOf(errors.length > 0 ? [] : [good]),
      errors,
    }));
    const { epoch } = await ask(feed);
    errors = ['store: too late'];
    await expect(feed({ epoch, after: 1 })).rejects.toThrow('too late');
    errors = [];
    expect(await ask(feed, { epoch, after: 1 })).toMatchObject({ epoch, isWhole: false });
  });

  it('in the middle of a frame begins a new epoch', async () => {
    const good = new ChangingFamily({ name: 'jobs' });
    let families = [good as never];
    const { feed } = feedInUse(AT_ONCE, async () => collectionOf(families));
    const { epoch } = await ask(feed);
    families = [failingFamily({ name: 'bad' }) as never];
    await expect(feed({ epoch, after: 1 })).rejects.toThrow('none of 1 metrics');
    families = [good as never];
    const answer = await ask(feed, { epoch, after: 1 });
    expect([answer.isWhole, answer.epoch === epoch]).toEqual([true, false]);
  });
});
