import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { PAUSE, type Slice, StablePiece } from '../exposition/slice.ts';
import { clearTimeout, setTimeout } from '../foundation/timers.ts';
import { Turn } from '../foundation/turns.ts';
import { acceptsGzip } from './accept-encoding.ts';
import { type Answer, type Body, chained } from './answer.ts';
import { gzipped } from './gzip.ts';

/**
 * How long a client may take nothing of its answer; Node looks once more before it says so, which
 * makes it up to twice as long. A write that waits for its client keeps the process alive whatever
 * is unref'd, so this bounds, too, by how much an exit can be late.
 */
const STALL_MS = 2_500;

/**
 * How long a page may take its way in all: a client that takes a little now and then is never
 * stalled, but would hold one of the few places for ever.
 */
const LONGEST_MS = 30_000;

/** Texts below a network packet are not worth compressing. */
const LEAST_GZIP_LENGTH = 1024;

const COMMON_HEADERS = { 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };

/**
 * Sends an answer, no faster than the client takes it. The beginning is made before the head goes
 * out: where that fails, this rejects with nothing sent, and a 500 can follow. Where something
 * later fails or the client goes away, it rejects and the connection is cut, so that nobody takes
 * half a page for a whole one.
 */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, contentType, body, headers }: Answer,
): Promise<void> {
  const common = { ...COMMON_HEADERS, 'Content-Type': contentType, ...headers };
  if (typeof body === 'string') {
    cutIfStalled(response);
    response.writeHead(status, { ...common, 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
    return;
  }
  const turn = new Turn();
  // What the body is made of had this one.
  await turn.next();
  const { slices, isShort } = await beginningOf(body, turn);
  if (turn.isOver) await turn.next();
  // Not before: the client is not to blame for how long the beginning took.
  cutIfStalled(response);
  const gzip = !isShort && acceptsGzip(request.headers['accept-encoding']);
  const encoding = gzip ? { 'Content-Encoding': 'gzip' } : {};
  response.writeHead(status, { ...common, ...encoding, Vary: 'Accept, Accept-Encoding' });
  if (request.method === 'HEAD') {
    body.return();
    response.end();
    return;
  }
  const page = chained(slices, body);
  const chunks: Iterable<string | Uint8Array> = gzip ? gzipped(page) : plain(page);
  const limit = setTimeout(() => response.destroy(), LONGEST_MS).unref();
  try {
    await pipeline(withPauses(chunks, turn), response);
  } finally {
    clearTimeout(limit);
  }
}

function cutIfStalled(response: ServerResponse): void {
  response.setTimeout(STALL_MS, () => response.destroy());
  // It is the socket's timeout, and on a server of the app further requests may come over it, which
  // may take their time. Before Node's own listener, which begins the wait for the next one.
  const { socket } = response.req as { readonly socket?: Socket & { server?: HttpServer } };
  response.prependListener('finish', () => socket?.setTimeout(socket.server?.timeout ?? 0));
}

/** As many slices as it takes to know that the page is not short: all of them if it is. */
async function beginningOf(body: Body, turn: Turn): Promise<{ slices: Slice[]; isShort: boolean }> {
  const slices: Slice[] = [];
  let length = 0;
  for (let step = body.next(); !step.done; step = body.next()) {
    if (turn.isOver) await turn.next();
    if (step.value === PAUSE) continue;
    slices.push(step.value);
    length += lengthOf(step.value);
    if (length >= LEAST_GZIP_LENGTH) return { slices, isShort: false };
  }
  return { slices, isShort: true };
}

/** Characters or bytes; a stable piece is long enough by itself. */
function lengthOf(slice: Slice): number {
  return slice instanceof StablePiece ? LEAST_GZIP_LENGTH : slice.length;
}

function* plain(slices: Iterable<Slice>): Generator<string | Uint8Array> {
  for (const slice of slices) {
    if (slice instanceof StablePiece) yield* slice.texts();
    else yield slice;
  }
}

/** The chunks, each in a turn of its own, and in as many more as it takes to make them. */
async function* withPauses<C>(chunks: Iterable<C>, turn: Turn): AsyncGenerator<C> {
  // The head has the one in which this begins.
  await turn.next();
  for (const chunk of chunks) {
    if (chunk !== PAUSE) yield chunk;
    if (chunk !== PAUSE || turn.isOver) await turn.next();
  }
}
