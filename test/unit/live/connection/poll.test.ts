import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Feed } from '../../../../src/exposition/feed/frame.ts';
import { type Connection, pauseAfter, startPoll } from '../../../../src/live/connection/poll.ts';
import type { Position } from '../../../../src/live/model/history.ts';
import { waitFor } from '../../../support/app-process.ts';

const APP: Feed['app'] = {
  ...{ service: 'orders', pid: 1, node: 'v24.0.0', startedMs: 0 },
  names: { naming: 'standard', prefix: '', translation: 'UnderscoreEscapingWithSuffixes' },
};
const feed: Feed = { epoch: 'e&1', timeMs: 1, intervalMs: 5, app: APP, isWhole: true, frames: [] };

type Respond = (request: IncomingMessage, response: ServerResponse) => void;
const send = (status: number, body = ''): Respond => {
  return (_request, response) => response.writeHead(status).end(body);
};
const sendFeed = send(200, JSON.stringify(feed));

const undo: (() => void)[] = [];
afterEach(() => {
  for (const each of undo.splice(0)) each();
});

interface Poller {
  readonly states: string[];
  readonly requests: IncomingMessage[];
  readonly feeds: Feed[];
  respond: Respond;
  token: string | undefined;
  position: Position | undefined;
  hurry(): void;
  reached(state: string): Promise<unknown>;
}

async function startPoller(respond: Respond, onFeed?: (feed: Feed) => void): Promise<Poller> {
  const server = createServer((request, response) => {
    poller.requests.push(request);
    poller.respond(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const poller: Poller = {
    ...{ states: [], requests: [], feeds: [], respond, token: undefined, position: undefined },
    hurry: () => poll.hurry(),
    reached: (state) =>
      waitFor(
        () => poller.states.at(-1) === state || undefined,
        () => `${state} is not in ${poller.states.slice(-3)}`,
      ),
  };
  const poll = startPoll({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/live/feed`,
    token: () => poller.token,
    position: () => poller.position,
    onFeed: onFeed ?? ((each) => poller.feeds.push(each)),
    onConnection: (connection) => poller.states.push(textOf(connection)),
  });
  undo.push(
    () => poll.stop(),
    () => server.close(),
  );
  return poller;
}

function textOf(connection: Connection): string {
  if (connection.state === 'away') return `away: ${connection.reason}`;
  if (connection.state === 'locked') return connection.hadToken ? 'locked again' : 'locked';
  return connection.state;
}

describe('startPoll', () => {
  it('asks again and again, each time for what came after', async () => {
    const poller = await startPoller(sendFeed, () => {
      poller.position = { epoch: 'e&1', after: 7 };
    });
    await waitFor(
      () => poller.requests.length > 2 || undefined,
      () => 'too few requests',
    );
    const [first, second] = poller.requests.map(({ url }) => url);
    expect(first).toBe('/live/feed');
    expect(second).toBe('/live/feed?epoch=e%261&after=7');
    expect(poller.states.slice(0, 2)).toEqual(['connecting', 'live']);
  });

  it.each([
    ['another status', send(503), 'away: it answers 503'],
    ['no JSON', send(200, '<p>hello'), 'away: its answer is not understood'],
    ['a cut connection', (request) => request.socket.destroy(), 'away: it does not answer'],
  ] satisfies [string, Respond, string][])('says so on %s, and goes on', async (_, bad, state) => {
    const poller = await startPoller(bad);
    await poller.reached(state);
    poller.respond = sendFeed;
    await poller.reached('live');
    expect(poller.feeds).toContainEqual(feed);
  });

  it('goes on after a feed that the page can not take', async () => {
    let isOdd = true;
    const poller = await startPoller(sendFeed, () => {
      if (isOdd) throw new TypeError('frames is not iterable');
    });
    await poller.reached('away: its answer is not understood');
    isOdd = false;
    await poller.reached('live');
  });

  it('waits for a token, and sends it', async () => {
    const poller = await startPoller((request, response) => {
      const isRight = request.headers.authorization === 'Bearer right';
      (isRight ? sendFeed : send(401))(request, response);
    });
    await poller.reached('locked');
    poller.token = 'wrong';
    poller.hurry();
    await poller.reached('locked again');
    expect(poller.requests).toHaveLength(2);
    poller.token = 'right';
    poller.hurry();
    await poller.reached('live');
  });

  it('waits longer after each failure, up to some seconds', () => {
    expect([1, 2, 3, 4, 5, 50].map(pauseAfter)).toEqual([500, 1000, 2000, 4000, 5000, 5000]);
  });
});
