import { clearTimeout, setImmediate, setTimeout } from '../../foundation/timers.ts';
import { type Failed, failed, noAnswerWithin } from '../outcome.ts';
import type { Destination } from './destination.ts';
import { createGrpcTransport } from './grpc/transport.ts';
import { createHttpTransport } from './http-transport.ts';
import { describeNetworkError } from './network-error.ts';
import type { Reply, Transport } from './transport.ts';

/**
 * The transport to a destination. Each request ends in time, and at once where it is cut: upstream's
 * own time begins anew with each byte. Never rejects.
 */
export function createTransport(destination: Destination): Transport {
  const transport =
    destination.protocol === 'grpc'
      ? createGrpcTransport(destination)
      : createHttpTransport(destination);
  let stop: ((outcome: Failed) => void) | undefined;

  async function send(body: Uint8Array, mostMs: number): Promise<Reply> {
    const { milliseconds: longestMs = mostMs, note } = transport.limit ?? {};
    const timeoutMs = Math.min(mostMs, longestMs);
    const late = noAnswerWithin(timeoutMs, timeoutMs < mostMs ? note : '');
    // The Promise of an app may be a library's, which has no `withResolvers`.
    let resolveStopped: (reply: Reply) => void;
    const stopped = new Promise<Reply>((resolve) => {
      resolveStopped = resolve;
    });
    let stoppedBy: Failed | undefined;
    const end = (outcome: Failed) => {
      stoppedBy ??= outcome;
      transport.cut();
      // A collector's answer that has begun counts. It ends with its connection, which is closed at
      // the end of this turn of the event loop.
      setImmediate(() => setImmediate(resolveStopped, { outcome }));
    };
    stop = end;
    const timer = setTimeout(end, timeoutMs, late).unref();
    const sent = transport.send(body, timeoutMs).catch(threw);
    const reply = await Promise.race([sent, stopped]);
    clearTimeout(timer);
    if (stop === end) stop = undefined;
    return reply.outcome.isDelivered || stoppedBy === undefined ? reply : { outcome: stoppedBy };
  }

  return { send, cut: () => stop?.(ABORTED) };
}

const ABORTED: Failed = { isDelivered: false, reason: 'it was cut short', isPassing: true };

function threw(error: unknown): Reply {
  return { outcome: failed(describeNetworkError(error)) };
}
