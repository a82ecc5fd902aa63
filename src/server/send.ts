import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { clearTimeout, setImmediate, setTimeout } from '../foundation/timers.ts';
import { acceptsGzip } from './accept-encoding.ts';
import type { Answer } from './answer.ts';

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
 * Sends an answer, no faster than the client takes it. The first slice is made before the head
 * goes out: where that fails, this rejects with nothing sent, and a 500 can follow. Where a later
 * slice fails or the client goes away, it rejects and the connection is cut, so that nobody takes
 * half a page for a whole one.
 */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, contentType, body, headers }: Answer,
): Promise<void> {
  response.setTimeout(STALL_MS, () => response.destroy());
  const common = { ...COMMON_HEADERS, 'Content-Type': contentType, ...headers };
  if (typeof body === 'string') {
    response.writeHead(status, { ...common, 'Content-Length': Buffer.byteLength(body) });
    response.end(body);
    return;
  }
  const first = await firstSlice(body);
  const gzip = first.length >= LEAST_GZIP_LENGTH && acceptsGzip(request.headers['accept-encoding']);
  const encoding = gzip ? { 'Content-Encoding': 'gzip' } : {};
  response.writeHead(status, { ...common, ...encoding, Vary: 'Accept-Encoding' });
  const slices = withPauses(first, body);
  const limit = setTimeout(() => response.destroy(), LONGEST_MS).unref();
  try {
    await (gzip ? pipeline(slices, createGzip(), response) : pipeline(slices, response));
  } finally {
    clearTimeout(limit);
  }
}

async function firstSlice(slices: Generator<string, void, void>): Promise<string> {
  for (let step = slices.next(); !step.done; step = slices.next()) {
    if (step.value !== '') return step.value;
    await nextTurn();
  }
  return '';
}

/** The slices with a turn of the event loop after each, for the app's own work. */
async function* withPauses(first: string, rest: Iterable<string>): AsyncGenerator<string> {
  if (first !== '') yield first;
  for (const slice of rest) {
    if (slice !== '') yield slice;
    await nextTurn();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Level 1: a thirtieth of the bytes for a quarter of the time that the default level takes. */
function createGzip() {
  return process.getBuiltinModule('node:zlib').createGzip({ level: 1 });
}
