import type { IncomingMessage, ServerResponse } from 'node:http';

/** Sizes of an exchange's bodies so far. */
export interface BodySizes {
  received: number;
  sent: number;
}

type Method = (...args: unknown[]) => unknown;
/** Runs a method of the app's message by `proceed`, and counts what was given to it. */
type Count = (proceed: () => unknown, chunk: unknown, encoding: unknown) => unknown;

/**
 * Counts bodies in bytes, as they are transferred: after compression, without headers and without
 * chunk framing. Nothing in Node tells them, so the messages' methods are covered, and only where
 * the option asks for it: a request is known by its `Content-Length`, or, sent in chunks, by what
 * is pushed into it; a response by what is written into it.
 */
export function countBodies(request: IncomingMessage, response: ServerResponse): BodySizes {
  const sizes: BodySizes = { received: 0, sent: 0 };
  if (request.headers['transfer-encoding'] === undefined) {
    sizes.received = Number(request.headers['content-length']) || 0;
  } else {
    cover(request, 'push', (proceed, chunk, encoding) => {
      sizes.received += sizeOf(chunk, encoding);
      return proceed();
    });
  }
  cover(response, 'write', (proceed, chunk, encoding) => {
    const result = proceed();
    sizes.sent += sizeOf(chunk, encoding);
    return result;
  });
  cover(response, 'end', (proceed, chunk, encoding) => {
    const wasEnded = response.writableEnded;
    const sentBefore = sizes.sent;
    const result = proceed();
    // An `end` of the app's own may hand its chunk to `write`, where it was counted.
    if (!wasEnded && sizes.sent === sentBefore) sizes.sent += sizeOf(chunk, encoding);
    return result;
  });
  return sizes;
}

/**
 * Stands in for a method of one message, which may be the app's own. `this` is whoever is called:
 * an app may hand on an object that inherits from the message.
 */
function cover<N extends string>(message: Record<N, unknown>, name: N, count: Count): void {
  const original = message[name] as Method;
  function covering(this: unknown, ...args: unknown[]): unknown {
    return count(() => Reflect.apply(original, this, args), args[0], args[1]);
  }
  // Where the app has locked its message, its sizes stay unknown; `Reflect` does not throw.
  Reflect.defineProperty(message, name, { value: covering, configurable: true, writable: true });
}

/** Zero for what is no body, such as the callback that `end` takes in the place of a chunk. */
function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') {
    const known = typeof encoding === 'string' && Buffer.isEncoding(encoding);
    return Buffer.byteLength(chunk, known ? encoding : 'utf8');
  }
  return chunk instanceof Uint8Array ? chunk.byteLength : 0;
}
