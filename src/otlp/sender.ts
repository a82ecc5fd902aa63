import type { Outcome } from './outcome.ts';

/** Brings encoded requests to a collector, one at a time. */
export interface Sender {
  /** Where they go, for people: without path, user and password. */
  readonly target: string;
  /** Sends one request within the time. Never rejects, and keeps no process alive. */
  send(body: Uint8Array, timeoutMs: number): Promise<Outcome>;
  /** Sends requests from another process while this one stands still. Never throws. */
  sendNow(bodies: readonly Uint8Array[], timeoutMs: number): Outcome;
  /** What is under way fails at once. */
  abort(): void;
}
