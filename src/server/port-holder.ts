import { clearTimeout, setTimeout } from '../foundation/timers.ts';
import type { Address } from './address.ts';
import type { ProcessIdentity } from './process-identity.ts';

const ANSWER_MS = 500;
const MOST_BYTES = 8192;
/** A raw request: an HTTP client would show up in the app's own metrics and hooks. */
const QUESTION = 'GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';

/**
 * Asks whoever holds a port whether it is an agent's endpoint, and of which process. Settles
 * within half a second, with `undefined` for anything else, also where the host has replaced
 * `net.connect` by what throws. Never keeps the process alive.
 */
export function askPortHolder({ host, port }: Address): Promise<ProcessIdentity | undefined> {
  return new Promise<ProcessIdentity | undefined>((resolve) => {
    const socket = process.getBuiltinModule('node:net').connect({ host, port });
    let text = '';
    const timer = setTimeout(() => socket.destroy(), ANSWER_MS).unref();
    socket.unref();
    socket.setEncoding('utf8');
    socket.on('connect', () => socket.write(QUESTION));
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (text.length > MOST_BYTES) socket.destroy();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(readIdentity(text));
    });
  }).catch(() => undefined);
}

function readIdentity(response: string): ProcessIdentity | undefined {
  try {
    const { status, pid, pidNamespace } = JSON.parse(response.split('\r\n\r\n')[1] ?? '');
    return status === 'up' && Number.isInteger(pid) ? { pid, pidNamespace } : undefined;
  } catch {
    return undefined;
  }
}
