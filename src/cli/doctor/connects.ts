import { once } from 'node:events';
import { connect } from 'node:net';
import { placeOf } from './prometheus/addresses.ts';

const CONNECT_MS = 5_000;

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'the host name is not known here',
  ABORT_ERR: 'no connection came about within 5 s',
};

/** Whether somebody takes connections at a URL's host and port; a text is why not. */
export async function connects(url: URL): Promise<string | undefined> {
  const socket = connect(placeOf(url));
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(CONNECT_MS) });
    return undefined;
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    return REASONS[code] ?? code;
  } finally {
    socket.destroy();
  }
}
