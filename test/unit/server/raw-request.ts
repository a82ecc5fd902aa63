import { connect, type Socket } from 'node:net';

export interface RawResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** As sent: chunked or compressed bodies are not decoded. */
  readonly body: string;
}

/** Sends bytes as they are and reads until the server closes; `undefined` where it says nothing. */
export async function rawRequest(port: number, bytes: string): Promise<RawResponse | undefined> {
  const socket = await openSocket(port);
  socket.write(bytes, 'latin1');
  const received: Buffer[] = [];
  socket.on('data', (data) => received.push(data));
  await closed(socket);
  return parse(Buffer.concat(received).toString('latin1'));
}

/** A request by its lines after the request line; `Connection: close` is added. */
export function request(line: string, ...headers: readonly string[]): string {
  return [`${line} HTTP/1.1`, ...headers, 'Connection: close', '', ''].join('\r\n');
}

export async function openSocket(port: number, host = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host });
  socket.on('error', () => {});
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return socket;
}

export function closed(socket: Socket): Promise<void> {
  if (socket.closed) return Promise.resolve();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

function parse(text: string): RawResponse | undefined {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  if (text === '') return undefined;
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return {
    status: Number(statusLine.split(' ')[1]),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
  };
}
