import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const MOST_CONNECTIONS = 64;

/**
 * The connections of the endpoint, at most 64. A new one takes the place of the one that has been
 * without a request for longest, so that nobody shuts scrapers out by keeping connections; it is
 * refused where all of them wait for an answer.
 */
export class Connections {
  /** Answers under way on each; those that fell idle last are last. */
  readonly #answers = new Map<Socket, number>();

  admit(socket: Socket): void {
    if (this.#answers.size >= MOST_CONNECTIONS) this.#closeLongestIdle();
    if (this.#answers.size >= MOST_CONNECTIONS) {
      socket.destroy();
      return;
    }
    this.#answers.set(socket, 0);
    socket.on('close', () => this.#answers.delete(socket));
  }

  /** Keeps the connection of an answer from being closed in favour of another. */
  hold(response: ServerResponse): void {
    const { socket } = response.req;
    this.#count(socket, 1);
    response.on('close', () => this.#count(socket, -1));
  }

  #count(socket: Socket, change: number): void {
    const answers = this.#answers.get(socket);
    if (answers === undefined) return;
    // Out and in again, so that the order is that of falling idle.
    this.#answers.delete(socket);
    this.#answers.set(socket, answers + change);
  }

  #closeLongestIdle(): void {
    for (const [socket, answers] of this.#answers) {
      if (answers > 0) continue;
      this.#answers.delete(socket);
      socket.destroy();
      return;
    }
  }
}
