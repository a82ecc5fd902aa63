import { setTimeout as delay } from 'node:timers/promises';
import type { Feed } from '../../../../src/exposition/feed/frame.ts';
import type { Bench } from '../../harness/bench.ts';
import {
  askForFeed,
  type Place,
  startWatched,
  type WatchedApp,
} from '../../harness/watched-app.ts';
import { BARE, type Group, OURS, type Row } from '../../report/result.ts';
import { summarize } from '../../report/statistics.ts';
import { CHANGES, type Change, SERIES, TITLE } from './series.ts';

const ROUNDS = 3;
/** In which the code is compiled. */
const WARM_UP = 4;
const POLLS = 4;

interface Poll {
  readonly blockMs: number;
  readonly bytes: number;
}

type Polls = Map<string, Poll[]>;

const FIRST = `${OURS}, first`;
const laterOf = ({ title }: Change) => `${OURS}, later, ${title}`;

/** What one request of the page's does to the app: asked for by this program, one at a time. */
export async function measurePolls(bench: Bench): Promise<readonly Group[]> {
  const rounds = bench.quick ? 1 : ROUNDS;
  const polls: Polls = new Map([BARE, FIRST, ...CHANGES.map(laterOf)].map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    bench.progress(`live: polls, ${round} of ${rounds}`);
    await roundOf(bench, polls);
  }
  const rows = (figure: keyof Poll): Row[] =>
    [...polls].map(([variant, all]) => ({
      variant,
      figure: summarize(all.map((poll) => poll[figure])),
      note: variant === BARE ? 'nobody asks' : undefined,
    }));
  return [
    {
      id: 'live/block',
      title: `${TITLE}: event-loop block of a poll`,
      unit: 'ms',
      rows: rows('blockMs'),
    },
    {
      ...{ id: 'live/bytes', title: `${TITLE}: bytes of a poll on the wire`, unit: 'B' },
      rows: rows('bytes').filter(({ variant }) => variant !== BARE),
    },
  ];
}

async function roundOf(bench: Bench, polls: Polls): Promise<void> {
  await using app = await startWatched(bench, SERIES);
  const note = (name: string, poll: Poll) => polls.get(name)?.push(poll);
  note(BARE, (await watched(app, () => delay(20))).poll);
  let feed = await pollOnce(bench, app, undefined);
  note(FIRST, feed.poll);
  assertComplete(feed.feed);
  for (let poll = 0; poll < WARM_UP + POLLS; poll++) {
    for (const change of CHANGES) {
      await delay(feed.feed.intervalMs, undefined, { signal: bench.signal });
      await app.program.ask('touch', { step: change.step });
      feed = await pollOnce(bench, app, placeAfter(feed.feed));
      assertChanged(feed.feed, change);
      if (poll >= WARM_UP) note(laterOf(change), feed.poll);
    }
  }
}

async function pollOnce(bench: Bench, app: WatchedApp, place: Place | undefined) {
  const { poll, answer } = await watched(app, () => askForFeed(app, place, bench.signal));
  return {
    poll: { ...poll, bytes: answer.bytes },
    feed: JSON.parse(answer.body().toString()) as Feed,
  };
}

async function watched<T>({ program }: WatchedApp, work: () => Promise<T>) {
  await program.ask('watchDelay');
  const answer = await work();
  return { answer, poll: { blockMs: await program.ask<number>('longestDelay'), bytes: 0 } };
}

function placeAfter({ epoch, frames }: Feed): Place {
  return { epoch, after: frames.at(-1)?.number ?? 0 };
}

/** A feed that leaves series out must not win. */
function assertComplete({ frames }: Feed): void {
  const found = frames[0]?.series.length ?? 0;
  if (found < SERIES) throw new Error(`live: ${found} of ${SERIES} series in the first feed`);
}

function assertChanged({ isWhole, frames }: Feed, { title, step }: Change): void {
  const found = frames.at(-1)?.values.length ?? 0;
  if (isWhole || found < SERIES / step)
    throw new Error(`live: ${found} values in a feed after ${title}${isWhole ? ', anew' : ''}`);
}
