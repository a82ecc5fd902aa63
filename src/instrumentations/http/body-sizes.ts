import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * Sizes of bodies in bytes, as they are transferred: after compression, without headers and
 * without chunk framing. Nothing in Node tells them, so the messages themselves count, and only
 * where the option asks for it: a request by its `Content-Length`, or, sent in chunks, by what is
 * pushed into it; a response by what is written into it.
 */
const RECEIVED = Symbol('http-server received');
const SENT = Symbol('http-server sent');

interface CountedRequest extends IncomingMessage {
  [RECEIVED]?: number;
}

interface CountedResponse extends ServerResponse {
  [SENT]?: number;
}

type Chunk = string | Uint8Array | null | undefined;
type Encoding = BufferEncoding | undefined;
type Callback = () => void;

/** Makes both messages count from now on. */
export function countBodies(request: CountedRequest, response: CountedResponse): void {
  if (request.headers['transfer-encoding'] !== undefined) {
    request[RECEIVED] = 0;
    request.push = push as typeof request.push;
  }
  response[SENT] = 0;
  response.write = write as typeof response.write;
  response.end = end as typeof response.end;
}

export function requestBodySize(request: CountedRequest): number {
  return request[RECEIVED] ?? (Number(request.headers['content-length']) || 0);
}

/** `isHead`: whether the request came in with the method HEAD, whose response has no body. */
export function responseBodySize(response: CountedResponse, isHead: boolean): number {
  const isEmpty = isHead || response.statusCode === 204 || response.statusCode === 304;
  return isEmpty ? 0 : (response[SENT] ?? 0);
}

function push(this: CountedRequest, chunk: Chunk, encoding?: BufferEncoding): boolean {
  this[RECEIVED] = (this[RECEIVED] ?? 0) + sizeOf(chunk, encoding);
  return Object.getPrototypeOf(this).push.call(this, chunk, encoding);
}

function write(this: CountedResponse, chunk: Chunk, encoding: Encoding, callback: Callback) {
  const result = Object.getPrototypeOf(this).write.call(this, chunk, encoding, callback);
  this[SENT] = (this[SENT] ?? 0) + sizeOf(chunk, encoding);
  return result;
}

function end(this: CountedResponse, chunk: Chunk, encoding: Encoding, callback: Callback) {
  const wasEnded = this.writableEnded;
  const result = Object.getPrototypeOf(this).end.call(this, chunk, encoding, callback);
  if (!wasEnded) this[SENT] = (this[SENT] ?? 0) + sizeOf(chunk, encoding);
  return result;
}

/** Zero for what is no body, such as the callback that `end` takes in the place of a chunk. */
function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') {
    const known = typeof encoding === 'string' && Buffer.isEncoding(encoding);
    return Buffer.byteLength(chunk, known ? encoding : 'utf8');
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}
