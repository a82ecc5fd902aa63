import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { CommandFailure } from '../../../../src/cli/command.ts';
import { parseAddress } from '../../../../src/cli/page/address.ts';
import { readAgentReport } from '../../../../src/cli/page/agent.ts';
import { readPage } from '../../../../src/cli/page/read.ts';
import { type LocalServer, serveLocally } from '../../../support/local-server.ts';

const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-cli-'));
const servers: LocalServer[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

async function serve(listener: RequestListener): Promise<string> {
  const server = await serveLocally(listener);
  servers.push(server);
  return server.url;
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const signal = new AbortController().signal;

function read(address: string, tokenFile?: string) {
  return readPage(parseAddress(address), { tokenFile, signal });
}

/** What is said where there is no page: one line, and nothing that a terminal obeys. */
async function refusalOf(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => new Error('it was read'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CommandFailure);
  const { message } = error as CommandFailure;
  expect(message).not.toMatch(/\p{Cc}/u);
  return message;
}

const page =
  (text: string | Buffer, contentType = 'text/plain; version=0.0.4'): RequestListener =>
  (_, response) => {
    response.writeHead(200, { 'content-type': contentType }).end(text);
  };

describe('a page', () => {
  it.each([
    ['text', 'text/plain; version=0.0.4'],
    ['OpenMetrics', 'application/openmetrics-text; version=1.0.0; charset=utf-8'],
    ['what says nothing of itself', 'application/octet-stream'],
  ])('in %s is read', async (_, contentType) => {
    const found = await read(await serve(page('orders_total 1\n', contentType)));
    expect(found).toMatchObject({ badLines: 0 });
    expect([...found.metrics.keys()]).toEqual(['orders_total']);
  });

  it('that is compressed is read', async () => {
    const url = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' });
      response.end(gzipSync('orders_total 1'));
    });
    expect((await read(url)).metrics.size).toBe(1);
  });

  it('is asked for in UTF-8 names, and as text before OpenMetrics', async () => {
    let accept: string | undefined;
    const url = await serve((request, response) => {
      accept = request.headers.accept;
      response.end('a 1');
    });
    await read(url);
    expect(accept).toMatch(/^text\/plain;version=1\.0\.0;escaping=allow-utf-8,/);
  });

  it('may have lines that are none, and too long ones', async () => {
    const text = Buffer.concat([
      Buffer.from('orders_total 1\n'),
      Buffer.from([0xff, 0xfe, 0, 1, 2, 0x1b, 10]),
      Buffer.from(`long{a="${'x'.repeat(2_000_000)}"} 1\n`),
      Buffer.from('size 2'),
    ]);
    const found = await read(await serve(page(text)));
    expect([...found.metrics.keys()]).toEqual(['orders_total', 'size']);
    expect(found.badLines).toBe(2);
  });
});

describe('what is no page is said in one line', () => {
  const endless = (response: ServerResponse, chunk: Buffer): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', () => endless(response, chunk));
  };
  it.each<[string, RequestListener, string | RegExp]>([
    ['HTML', page('<!doctype html>', 'text/html'), 'it answers with HTML'],
    ['JSON', page('{"a":1}', 'application/json; charset=utf-8'), 'it answers with JSON'],
    ['an image', page('GIF89a', 'image/gif'), 'it answers with something else'],
    ['an empty answer', page(''), 'it is empty'],
    ['text without a metric', page('Hello, this is not it.\n'), 'there is no metric in it'],
    ['HTML that says it is text', page('<html>\n<p>hello</p>'), 'there is no metric in it'],
    ['garbage', page(Buffer.alloc(100_000, 0x9b)), 'there is no metric in it'],
    [
      '404',
      (_, response) => response.writeHead(404).end('no \u001b[31msuch page\nand more'),
      String.raw`it answers 404: no \x1b[31msuch page`,
    ],
    [
      'a redirect',
      (_, response) => response.writeHead(302, { location: 'http://elsewhere/' }).end(),
      'it redirects elsewhere (302)',
    ],
    ['a token', (_, response) => response.writeHead(401).end(), '--token-file'],
    ['a closed connection', (request) => request.socket.destroy(), 'the connection was closed'],
    ['more lines than can be held', page('a 1\n'.repeat(1_100_000)), 'too many series to be read'],
    [
      'an answer without an end',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/plain' });
        endless(response, Buffer.alloc(1024 * 1024, 'a 1\n'));
      },
      'larger than',
    ],
    [
      'a bomb in gzip',
      (_, response) => {
        response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' });
        response.end(gzipSync(Buffer.alloc(200 * 1024 * 1024)));
      },
      'larger than',
    ],
  ])('%s', async (_, listener, said) => {
    const url = await serve(listener);
    const message = await refusalOf(read(url));
    expect(message).toContain(`${url}/metrics`);
    expect(message).toMatch(typeof said === 'string' ? new RegExp(escaped(said)) : said);
  });

  it('a port that nobody listens on', async () => {
    const { url, close } = await serveLocally(page(''));
    await close();
    expect(await refusalOf(read(url))).toContain('nothing listens there');
  });

  it('a host that there is not', async () => {
    expect(await refusalOf(read('http://no-such-host.invalid/'))).toMatch(/host name|look/);
  });
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

describe('a token', () => {
  const guarded =
    (seen: (string | undefined)[]) => (request: IncomingMessage, response: ServerResponse) => {
      const { authorization } = request.headers;
      seen.push(authorization);
      const isRight = authorization === 'Bearer hunter2';
      if (isRight) page('a 1')(request as never, response as never);
      else response.writeHead(401).end('hunter2 is not said');
    };

  it('is that of the file', async () => {
    const url = await serve(guarded([]));
    const found = await read(url, file('token', ' hunter2\n'));
    expect(found.metrics.size).toBe(1);
  });

  it('that is refused is said, and not shown', async () => {
    const url = await serve(guarded([]));
    const message = await refusalOf(read(url, file('wrong', 'hunter3')));
    expect(message).toContain('it refuses this token');
    expect(message).not.toContain('hunter');
  });

  it.each([
    ['a file that is not there', () => join(folder, 'nowhere'), 'cannot be read'],
    ['an empty file', () => file('empty', '\n'), 'is empty'],
    ['a file of something else', () => file('odd', 'hunter2\nhunter2'), 'has no token'],
  ])('of %s is none', async (_, path, said) => {
    const message = await refusalOf(read('http://127.0.0.1:9/', path()));
    expect(message).toContain(said);
    expect(message).not.toContain('hunter2');
  });

  it('and user and password of the address are sent, and never shown', async () => {
    const seen: (string | undefined)[] = [];
    const url = await serve(guarded(seen));
    const message = await refusalOf(read(url.replace('//', '//user:p%40ss@')));
    expect(seen).toEqual([`Basic ${Buffer.from('user:p@ss').toString('base64')}`]);
    expect(message).not.toMatch(/user|p@ss|p%40ss/);
  });

  it('does not go along with a redirect', async () => {
    const seen: (string | undefined)[] = [];
    const thief = await serve(guarded(seen));
    const url = await serve((_, response) => response.writeHead(307, { location: thief }).end());
    await refusalOf(read(url, file('kept', 'hunter2')));
    expect(seen).toEqual([]);
  });
});

describe('the report of an agent', () => {
  const REPORT = {
    configuration: [{ name: 'port', variable: 'P', value: 1, source: 'default', help: '' }],
    configurationProblems: ['one'],
  };
  const readReport = async (listener: RequestListener) =>
    readAgentReport(parseAddress(await serve(listener)), { signal });

  it('is read from beside the page', async () => {
    const answered = readReport((request, response) => {
      response.end(JSON.stringify({ ...REPORT, path: request.url }));
    });
    await expect(answered).resolves.toMatchObject({ ...REPORT, path: '/agent' });
  });

  it.each([
    ['no JSON', 'hello'],
    ['null', 'null'],
    ['another', '{"configuration":{}}'],
    ['one of other entries', '{"configuration":[null],"configurationProblems":[]}'],
    ['one of other problems', '{"configuration":[],"configurationProblems":[{}]}'],
  ])('that is %s is refused', async (_, text) => {
    expect(await refusalOf(readReport(page(text, 'application/json')))).toContain('/agent');
  });
});
