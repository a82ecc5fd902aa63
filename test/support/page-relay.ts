import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page as it went over the wire, and what it was asked with. */
export interface Exchange {
  readonly accept: string;
  readonly contentType: string;
  readonly body: Buffer;
}

export interface PageRelay {
  readonly port: number;
  /** The page that is given out. */
  readonly page: Exchange;
  stop(): Promise<void>;
}

export interface RelayOptions {
  /** In the place of what the scraper asks with, so that any server reads any format. */
  readonly accept?: string;
  /** Spoils the page: for tests that are to fail then. */
  readonly spoil?: (body: Buffer) => Buffer;
}

/**
 * Stands between an app and a server that scrapes it. Takes a single page, at the first scrape, and
 * gives these bytes to every later one: what the server stores and what the page says are the same
 * then, whatever goes on in the app.
 */
export async function startRelay(appPort: number, options: RelayOptions = {}): Promise<PageRelay> {
  let taken: Promise<Exchange> | undefined;
  let page: Exchange | undefined;
  const server = createServer(async (request, response) => {
    taken ??= take(appPort, options.accept ?? request.headers.accept ?? '*/*');
    try {
      page = await taken;
      give(response, page, options);
    } catch (error) {
      taken = undefined;
      response.writeHead(502).end(String(error));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get page() {
      if (page === undefined) throw new Error('nobody has scraped yet');
      return page;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A page of the app, asked for with this `Accept`. */
export async function take(appPort: number, accept: string): Promise<Exchange> {
  const response = await fetch(`http://127.0.0.1:${appPort}/metrics`, { headers: { accept } });
  const body = Buffer.from(await response.arrayBuffer());
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${body}`);
  return { accept, contentType: response.headers.get('content-type') ?? '', body };
}

function give(response: ServerResponse, page: Exchange, { spoil = same }: RelayOptions): void {
  response.writeHead(200, { 'content-type': page.contentType }).end(spoil(page.body));
}

function same(body: Buffer): Buffer {
  return body;
}
