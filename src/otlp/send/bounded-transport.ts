import { clearTimeout, setImmediate, setTimeout } from '../../foundation/timers.ts';
import { type Failed, noAnswerWithin } from '../outcome.ts';
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
  let stop: ((failed: Failed) => void) | undefined;

  async function send(body: Uint8Array, mostMs: number): Promise<Reply> {
    const timeoutMs = Math.min(mostMs, transport.longestMs ?? mostMs);
    const stopped = Promise.withResolvers<Reply>();
    let stoppedBy: Failed | undefined;
    const end = (failed: Failed) => {
      stoppedBy ??= failed;
      transport.cut();
      // A collector's answer that has begun counts. It ends with its connection, which is closed at
      // the end of this turn of the event loop.
      setImmediate(() => setImmediate(stopped.resolve, { outcome: failed }));
    };
    stop = end;
    const timer = setTimeout(end, timeoutMs, noAnswerWithin(timeoutMs)).unref();
    const sent = transport.send(body, timeoutMs).catch(threw);
    const reply = await Promise.race([sent, stopped.promise]);
    clearTimeout(timer);
    if (stop === end) stop = undefined;
    return reply.outcome.isDelivered || stoppedBy === undefined ? reply : { outcome: stoppedBy };
  }

  return { send, cut: () => stop?.(ABORTED) };
}

const ABORTED: Failed = { isDelivered: false, reason: 'it was cut short', isPassing: true };

function threw(error: unknown): Reply {
  const reason = describeNetworkError(error);
  return { outcome: { isDelivered: false, reason, isPassing: false } };
}
