import { connect, type Socket } from 'node:net';
import { ResponseReader } from './response-reader.ts';

const BUFFER_BYTES = 16_384;
const DRAINED_WITHIN_MS = 5000;

/** A keep-alive connection that always has one request under way. */
export class Connection {
  readonly #socket: Socket;
  readonly #next: () => Buffer;
  readonly #reader = new ResponseReader();
  readonly #closed: Promise<void>;
  #answered = 0;
  #draining = false;

  /** Sends what `next` returns as soon as the answer before it is whole. */
  constructor(port: number, next: () => Buffer, broken: (reason: Error) => void) {
    this.#next = next;
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: Buffer.allocUnsafe(BUFFER_BYTES),
        callback: (length, buffer) => this.#receive(buffer.subarray(0, length)),
      },
    });
    this.#socket.once('connect', () => this.#socket.write(this.#next()));
    let reason = new Error('the server closed a connection');
    this.#socket.once('error', (error) => {
      reason = error;
    });
    this.#closed = new Promise((resolve) => {
      this.#socket.once('close', () => {
        if (!this.#draining) broken(reason);
        resolve();
      });
    });
  }

  get answered(): number {
    return this.#answered;
  }

  /** Closes once the answer that is under way is there, or after five seconds without it. */
  async drain(): Promise<void> {
    this.#draining = true;
    if (this.#socket.connecting) this.#socket.destroy();
    const giveUp = setTimeout(() => this.#socket.destroy(), DRAINED_WITHIN_MS);
    await this.#closed;
    clearTimeout(giveUp);
  }

  #receive(bytes: Uint8Array): boolean {
    try {
      const completed = this.#reader.take(
        Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length),
      );
      this.#answered += completed;
      if (completed === 0) return true;
      if (this.#draining) this.#socket.destroy();
      else this.#socket.write(this.#next());
      return true;
    } catch (error) {
      this.#socket.destroy(error as Error);
      return false;
    }
  }
}
