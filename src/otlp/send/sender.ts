import type { Places } from '../../config/load.ts';
import type { Config } from '../../config/options.ts';
import { untraced } from '../../pipeline/untraced.ts';
import type { Outcome } from '../outcome.ts';
import { createTransport } from './bounded-transport.ts';
import { addressOf, destinationOf } from './destination.ts';
import { sayRejected } from './partial-success.ts';
import { postNow } from './post/process.ts';

/** Brings encoded requests to a collector, one at a time. */
export interface Sender {
  /** Where they go, for people: host and port. */
  readonly target: string;
  /** Sends one request within the time. Never rejects, and keeps no process alive. */
  send(body: Uint8Array, timeoutMs: number): Promise<Outcome>;
  /** Sends requests from another process while this one stands still. Never throws. */
  sendNow(bodies: readonly Uint8Array[], timeoutMs: number): Outcome;
  /** What is under way fails at once. */
  abort(): void;
}

/**
 * The sender to what is configured. Reads certificates once, and connects with the first request.
 *
 * @param places Default: the options are called by their own names.
 * @throws {MetricsError} Where gRPC is asked for, and the package that speaks it is missing.
 */
export function createSender(config: Config, places: Places = {}): Sender {
  const destination = destinationOf(config, places);
  const transport = createTransport(destination);
  const target = addressOf(destination.url);
  return {
    target,
    async send(body, timeoutMs) {
      const { outcome, data } = await untraced(() => transport.send(body, timeoutMs));
      if (outcome.isDelivered && data !== undefined) {
        sayRejected(data, { target, protocol: destination.protocol });
      }
      return outcome;
    },
    sendNow: (bodies, timeoutMs) => postNow(destination, bodies, timeoutMs),
    abort: () => transport.cut(),
  };
}
