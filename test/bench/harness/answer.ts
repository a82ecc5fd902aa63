import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** What the endpoint has answered, as it came: nothing was inflated while the clock ran. */
export interface TimedAnswer {
  /** From the request to the last byte of the answer. */
  readonly ms: number;
  readonly bytes: number;
  /** The body, inflated when it's asked for. */
  body(): Buffer;
}

export interface Question {
  readonly port: number;
  readonly path: string;
  /** Format; what is sent without one where it is empty. */
  readonly accept?: string;
  readonly signal: AbortSignal;
}

/** Asks on a connection of its own, and takes gzip. Throws where the answer is no success. */
export async function askFor({ port, path, accept = '', signal }: Question): Promise<TimedAnswer> {
  const headers = { 'accept-encoding': 'gzip', ...(accept !== '' && { accept }) };
  const from = performance.now();
  const request = get({ host: '127.0.0.1', port, path, headers, agent: false, signal });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const ms = performance.now() - from;
  if (response.statusCode !== 200) throw new Error(`${path} was answered ${response.statusCode}`);
  const isZipped = response.headers['content-encoding'] === 'gzip';
  const sent = Buffer.concat(chunks);
  return { ms, bytes: sent.length, body: () => (isZipped ? gunzipSync(sent) : sent) };
}
