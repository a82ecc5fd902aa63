import type { ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Binding, bind } from '../../../src/server/binding.ts';
import { createListener } from '../../../src/server/listener.ts';
import { Places } from '../../../src/server/places.ts';
import type { Audience, Route } from '../../../src/server/route.ts';
import { serverFactory } from '../../../src/server/server-factory.ts';
import { openSocket } from './raw-request.ts';
import { openEndpoint } from './test-endpoint.ts';

const PART = 'x'.repeat(64 * 1024);
/** More than the system's buffers take of an answer that nobody reads. */
const PARTS = 400;

let begun: Record<string, number>;
let binding: Binding;
let sockets: Socket[];

beforeEach(async () => {
  begun = {};
  sockets = [];
  const routes = ['scraper', 'local', 'viewer'].flatMap((audience) => [
    routeOf(`/${audience}/large`, audience as Audience, PARTS),
    routeOf(`/${audience}/small`, audience as Audience, 1),
  ]);
  const listener = createListener({
    find: (path) => routes.flatMap((route) => (route.path === path ? [{ route }] : []))[0],
    access: async () => undefined,
    onLoopback: () => true,
  });
  binding = await bind({ host: '127.0.0.1', port: 0 }, serverFactory(listener));
});
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  binding.close();
});

function routeOf(path: string, audience: Audience, parts: number): Route {
  return {
    ...{ path, audience, summary: '' },
    answer: () => {
      begun[path] = (begun[path] ?? 0) + 1;
      return { status: 200, contentType: 'text/plain', body: bodyOf(parts) };
    },
  };
}

function* bodyOf(parts: number) {
  for (let at = 0; at < parts; at++) yield PART;
}

/** Clients that ask and read nothing. */
async function askWithoutReading(path: string, clients: number): Promise<void> {
  for (let at = 0; at < clients; at++) {
    const socket = await openSocket(binding.port);
    sockets.push(socket.on('error', () => {}));
    socket.pause().write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
  }
}

async function statusOf(path: string): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${binding.port}${path}`);
  await response.text();
  return response.status;
}

/** Waits until as many have begun, of those that get a place. */
async function begin(path: string, atLeast: number): Promise<void> {
  await vi.waitFor(() => expect(begun[path]).toBeGreaterThanOrEqual(atLeast), 10_000);
}

describe('scrapers are answered', () => {
  it.each([
    ['viewers read nothing of the live page', '/viewer/large'],
    ['those of the feed read nothing', '/local/large'],
  ])('while %s', async (_, path) => {
    await askWithoutReading(path, 30);
    await begin(path, 16);
    const statuses = await Promise.all(
      Array.from({ length: 16 }, () => statusOf('/scraper/small')),
    );
    expect(statuses).toEqual(Array(16).fill(200));
  });
});

interface Taken {
  readonly response: ServerResponse;
  isCut(): boolean;
}

/** An answer whose client has taken all but so much. */
function answerWith({ writableLength }: Pick<ServerResponse, 'writableLength'>): Taken {
  const socket = new Socket();
  const response = { writableLength, req: { socket } } as unknown as ServerResponse;
  return { response, isCut: () => socket.destroyed };
}

describe('viewers', () => {
  it('that read are served while others read nothing', async () => {
    await askWithoutReading('/viewer/large', 60);
    await begin('/viewer/large', 40);
    await vi.waitFor(async () => expect(await statusOf('/viewer/small')).toBe(200), 10_000);
    for (let round = 0; round < 10; round++) expect(await statusOf('/viewer/small')).toBe(200);
  });

  it('that read nothing make way for others, those first that have waited longest', () => {
    const places = new Places();
    const unread = Array.from({ length: 40 }, () => answerWith({ writableLength: 1 }));
    for (const { response } of unread.slice(0, 9)) places.take(response, 'viewer');
    expect(unread.map(({ isCut }) => isCut())).toEqual(Array(40).fill(false));
    for (const { response } of unread.slice(9)) expect(places.take(response, 'viewer')).toBe(true);
    expect(unread.map(({ isCut }) => isCut())).toEqual([
      ...Array(31).fill(true),
      ...Array(9).fill(false),
    ]);
  });

  it('that read make way for nobody', () => {
    const places = new Places();
    const read = Array.from({ length: 40 }, () => answerWith({ writableLength: 0 }));
    for (const { response } of read) expect(places.take(response, 'viewer')).toBe(true);
    const { response } = answerWith({ writableLength: 0 });
    expect(places.take(response, 'viewer')).toBe(false);
    places.leave((read[7] as Taken).response);
    expect(places.take(response, 'viewer')).toBe(true);
    expect(read.some(({ isCut }) => isCut())).toBe(false);
  });

  it('of 40 tabs that are opened at once all get the page', async () => {
    await using endpoint = await openEndpoint();
    const paths = ['/live/page.css', '/live/page.js'];
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async (_, tab) => {
        const response = await fetch(`${endpoint.url()}${paths[tab % 2]}`);
        await response.text();
        return response.status;
      }),
    );
    expect(statuses).toEqual(Array(40).fill(200));
  });
});
