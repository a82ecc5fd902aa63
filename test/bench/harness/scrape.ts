import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { countIn } from './count-in.ts';

export interface Scrape {
  /** From the request to the last byte of the answer, as it came: nothing is inflated. */
  readonly ms: number;
  readonly bytes: number;
  /** How often a text stands on the page; inflates it when it's asked. */
  count(text: string): number;
}

/** Asks for a page as Prometheus does; `accept` is the format, the plain one where it is empty. */
export async function scrape(port: number, signal: AbortSignal, accept = ''): Promise<Scrape> {
  const headers = { 'accept-encoding': 'gzip', ...(accept !== '' && { accept }) };
  const from = performance.now();
  const request = get({ host: '127.0.0.1', port, path: '/metrics', headers, agent: false, signal });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const ms = performance.now() - from;
  if (response.statusCode !== 200) throw new Error(`a scrape was answered ${response.statusCode}`);
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  const zipped = response.headers['content-encoding'] === 'gzip';
  return { ms, bytes, count: (text) => countIn(page(chunks, zipped), text) };
}

function page(chunks: readonly Buffer[], zipped: boolean): Buffer {
  const whole = Buffer.concat(chunks);
  return zipped ? gunzipSync(whole) : whole;
}
