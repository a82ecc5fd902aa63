import { Connection } from './connection.ts';

export interface LoadOptions {
  readonly port: number;
  /** Paths, asked for in turn on each connection. */
  readonly paths: readonly string[];
  /** Keep-alive connections, each with one request under way. */
  readonly connections: number;
}

/**
 * As many requests as the server answers. Each connection sends a prepared buffer, waits for the
 * whole answer, and sends the next; nothing is made per request, so that the load costs less than
 * what it drives.
 */
export class Load implements AsyncDisposable {
  readonly #connections: readonly Connection[];
  readonly #broken = Promise.withResolvers<never>();

  constructor({ port, paths, connections }: LoadOptions) {
    const requests = paths.map((path) =>
      Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAccept: */*\r\n\r\n`),
    );
    this.#broken.promise.catch(() => {});
    this.#connections = Array.from(
      { length: connections },
      (_, index) => new Connection(port, inTurn(requests, index), this.#broken.reject),
    );
  }

  get answered(): number {
    return this.#connections.reduce((sum, { answered }) => sum + answered, 0);
  }

  /** Settles as `work` does; rejects when a connection breaks meanwhile. */
  during<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#broken.promise]);
  }

  /** Sends no further request, and ends when all answers are there. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#connections.map((connection) => connection.drain()));
  }
}

function inTurn<T>(items: readonly T[], first: number): () => T {
  let turn = first;
  return () => items[turn++ % items.length] as T;
}
