import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Config } from '../../../../src/config/options.ts';
import type { Feed } from '../../../../src/exposition/feed/frame.ts';
import { shellFile } from '../../../../src/server/live/shell.ts';
import { fakeFamily, seriesOf } from '../../exposition/fake-family.ts';
import { textOf } from '../../exposition/render.ts';
import { rawRequest, request } from '../raw-request.ts';
import { collectionOf, openEndpoint, type TestEndpoint } from '../test-endpoint.ts';

const BROWSER =
  'Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const FILES = ['/live/page.js', '/live/page.css'];

const manySeries = async () =>
  collectionOf([fakeFamily({ name: 'answer', series: seriesOf(100) })]);

describe('the root', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint();
  });
  afterAll(() => endpoint.stop());

  it.each([
    [BROWSER, 'text/html; charset=utf-8'],
    ['Accept: text/html', 'text/html; charset=utf-8'],
    ['Accept: TEXT/HTML; charset=utf-8', 'text/html; charset=utf-8'],
    ['Accept: application/json;q=0.5, text/html', 'text/html; charset=utf-8'],
    ['Accept: application/json, text/html', 'text/html; charset=utf-8'],
    ['Accept: application/json, text/html;q=0.9', 'application/json'],
    ['Accept: text/html;q=0', 'application/json'],
    ['Accept: */*', 'application/json'],
    ['Accept: text/*', 'application/json'],
    ['Accept: application/json', 'application/json'],
    ['Accept: ', 'application/json'],
    ['X-No-Accept: 1', 'application/json'],
  ])('with %s is %s', async (accept, type) => {
    const answer = await get(endpoint, '/', accept);
    expect([answer?.status, answer?.headers['content-type']]).toEqual([200, type]);
    expect(answer?.headers.vary).toContain('Accept');
  });

  it('for a method that it lacks is 405 for browsers, too', async () => {
    const post = request('POST /', 'Host: localhost', BROWSER);
    expect((await rawRequest(endpoint.openPort, post))?.status).toBe(405);
  });
});

describe('the live page', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint({}, { collect: manySeries });
  });
  afterAll(() => endpoint.stop());

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/live/page.js', 'text/javascript; charset=utf-8'],
    ['/live/page.css', 'text/css; charset=utf-8'],
    ['/live/feed', 'application/json'],
  ])('%s is %s and keeps to itself', async (path, type) => {
    const answer = await get(endpoint, path, BROWSER);
    expect(answer?.status).toBe(200);
    expect(answer?.headers).toMatchObject({
      ...{ 'content-type': type, 'x-content-type-options': 'nosniff' },
      ...{ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    });
    expect(answer?.body).not.toBe('');
  });

  it('may load nothing from elsewhere, send nothing there, and stand in no frame', async () => {
    const answer = await get(endpoint, '/', BROWSER);
    expect(answer?.headers['content-security-policy']?.split('; ').sort()).toEqual([
      ...["base-uri 'none'", "connect-src 'self'", "default-src 'none'", "form-action 'none'"],
      ...[
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "script-src 'self'",
        "style-src 'self'",
      ],
    ]);
    // What its policy would refuse.
    expect(answer?.body).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc="\/live\/)/);
  });

  it.each(['/', ...FILES, '/live/feed'])('HEAD %s has no body', async (path) => {
    const head = request(`HEAD ${path}`, 'Host: localhost', BROWSER);
    const answer = await rawRequest(endpoint.openPort, head);
    expect([answer?.status, answer?.body]).toEqual([200, '']);
  });

  it.each(['/live/page.js', '/live/page.css', '/live/feed'])(
    '%s is compressed for who takes that',
    async (path) => {
      const zipped = await fetch(`${endpoint.url()}${path}`, {
        headers: { 'Accept-Encoding': 'gzip' },
      });
      expect(zipped.headers.get('content-encoding')).toBe('gzip');
      const plain = await get(endpoint, path, 'Accept: */*');
      expect(plain?.headers['content-encoding']).toBeUndefined();
      expect((await zipped.text()).length).toBeGreaterThan(1_000);
    },
  );

  it('has nothing else', async () => {
    for (const path of ['/live', '/live/', '/live/page.html', '/live/..%2fagent.cjs', '/page.js']) {
      expect((await get(endpoint, path, BROWSER))?.status).toBe(404);
    }
  });
});

describe('the feed', () => {
  let endpoint: TestEndpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint({}, { collect: manySeries });
  });
  afterAll(() => endpoint.stop());

  const feed = async (query = '') =>
    (await (await fetch(`${endpoint.url()}/live/feed${query}`)).json()) as Feed;

  it('has everything first, and then what came since', async () => {
    const whole = await feed();
    expect(whole).toMatchObject({ isWhole: true, frames: [{ number: 1, leftOut: 0 }] });
    expect(whole.frames[0]?.series).toHaveLength(101);
    const next = await feed(`?epoch=${whole.epoch}&after=1`);
    expect([next.epoch, next.isWhole]).toEqual([whole.epoch, false]);
  });

  it.each([
    '?epoch=a',
    '?after=1',
    '?epoch=&after=1',
    '?epoch=a&after=',
    '?epoch=a&after=x',
    '?epoch=a&after=-1',
    '?epoch=a&after=1.5',
    '?epoch=a&after=1e3',
    '?epoch=a&after=9999999999999999',
    '?epoch=a&after=1&after=2',
    '?epoch=a&epoch=b&after=1',
    '?epoch=%3Cscript%3E&after=1',
    `?epoch=${'a'.repeat(65)}&after=1`,
  ])('refuses %s in one line', async (query) => {
    const answer = await get(endpoint, `/live/feed${query}`, 'Accept: */*');
    expect(answer).toMatchObject({
      status: 400,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: 'epoch and after go together: as the feed gave them, each once.\n',
    });
  });

  it.each([
    ["the page's own request", 'GET /live/feed', ['same-origin', 'cors', 'empty'], 200],
    ['the page from a link elsewhere', 'GET /', ['cross-site', 'navigate', 'document'], 200],
    ['the page from its address', 'GET /', ['none', 'navigate', 'document'], 200],
    ["the page's own code", 'GET /live/page.js', ['same-origin', 'cors', 'script'], 200],
    ['the feed for another site', 'GET /live/feed', ['cross-site', 'cors', 'empty'], 403],
    ['the code for another site', 'GET /live/page.js', ['cross-site', 'no-cors', 'script'], 403],
    ['the page in a frame of another site', 'GET /', ['cross-site', 'navigate', 'iframe'], 403],
    ['what would change something', 'POST /live/feed', ['same-site', 'cors', 'empty'], 403],
    ['what it has no method for', 'POST /live/feed', ['same-origin', 'cors', 'empty'], 405],
  ])('%s: %s of %j is %d', async (_, line, [site, mode, dest], status) => {
    const bytes = request(
      ...([line, 'Host: localhost', BROWSER, `Sec-Fetch-Site: ${site}`] as const),
      ...[`Sec-Fetch-Mode: ${mode}`, `Sec-Fetch-Dest: ${dest}`],
    );
    expect((await rawRequest(endpoint.openPort, bytes))?.status).toBe(status);
  });

  it('is for no name that somebody points at this machine', async () => {
    for (const path of ['/', '/live/feed', ...FILES]) {
      const bytes = request(`GET ${path}`, 'Host: evil.example', BROWSER);
      expect((await rawRequest(endpoint.openPort, bytes))?.status).toBe(421);
    }
  });

  it('that fails says so, and the next one works', async () => {
    let fails = true;
    const collect = async () =>
      fails ? { ...collectionOf([]), errors: ['store: no'] } : manySeries();
    await using broken = await openEndpoint({}, { collect });
    const answer = await get(broken, '/live/feed', 'Accept: */*');
    expect(answer).toMatchObject({ status: 500, body: 'The answer could not be made.\n' });
    fails = false;
    expect((await get(broken, '/live/feed', 'Accept: */*'))?.status).toBe(200);
  });
});

describe('without the live page', () => {
  it('there is an index for everybody, which says nothing of it', async () => {
    await using endpoint = await openEndpoint({ live: false });
    const answer = await get(endpoint, '/', BROWSER);
    expect(answer?.headers['content-type']).toBe('application/json');
    expect(answer?.body).not.toContain('/live');
    for (const path of ['/live/feed', ...FILES]) {
      expect((await get(endpoint, path, BROWSER))?.status).toBe(404);
    }
  });
});

describe('who gets the live page', () => {
  let folder: string;
  let token: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otel-metrics-live-'));
    token = join(folder, 'token');
    await writeFile(token, 's3cret\n');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  type Statuses = readonly [html: number, files: number, index: number, feed: number];
  const NO_TOKEN = 'X-No-Token: 1';
  const TOKEN = 'Authorization: Bearer s3cret';

  it.each<[what: string, config: () => Partial<Config>, header: string, statuses: Statuses]>([
    ['on loopback', () => ({}), NO_TOKEN, [200, 200, 200, 200]],
    ['beyond loopback', () => ({ host: '0.0.0.0' }), NO_TOKEN, [404, 404, 404, 404]],
    [
      'on loopback with a token file, without the token',
      () => ({ bearerTokenFile: token }),
      ...([NO_TOKEN, [200, 200, 401, 401]] as const),
    ],
    [
      'beyond loopback with a token file, without the token',
      () => ({ host: '0.0.0.0', bearerTokenFile: token }),
      ...([NO_TOKEN, [200, 200, 401, 401]] as const),
    ],
    [
      'beyond loopback with a token file and the token',
      () => ({ host: '0.0.0.0', bearerTokenFile: token }),
      ...([TOKEN, [200, 200, 200, 200]] as const),
    ],
    [
      'beyond loopback with a token file and another token',
      () => ({ host: '0.0.0.0', bearerTokenFile: token }),
      ...(['Authorization: Bearer other', [200, 200, 401, 401]] as const),
    ],
    [
      'with a token file that is empty',
      () => ({ host: '0.0.0.0', bearerTokenFile: '/dev/null' }),
      ...([TOKEN, [200, 200, 503, 503]] as const),
    ],
    [
      'beyond loopback with a token, but turned off',
      () => ({ host: '0.0.0.0', bearerTokenFile: token, live: false }),
      ...([TOKEN, [200, 404, 200, 404]] as const),
    ],
  ])('%s', async (_, config, header, [html, files, index, feed]) => {
    await using endpoint = await openEndpoint(config());
    expect((await get(endpoint, '/', BROWSER, header))?.status).toBe(html);
    for (const path of FILES) expect((await get(endpoint, path, header))?.status).toBe(files);
    expect((await get(endpoint, '/', 'Accept: */*', header))?.status).toBe(index);
    expect((await get(endpoint, '/live/feed', header))?.status).toBe(feed);
  });

  it('tells the page that it needs a token', async () => {
    await using endpoint = await openEndpoint({ bearerTokenFile: token });
    const answer = await get(endpoint, '/live/feed');
    expect([answer?.status, answer?.headers['www-authenticate']]).toEqual([401, 'Bearer']);
  });

  it('says in one line what a build lacks', async () => {
    expect(await shellFile('page.html', folder)).toMatchObject({
      ...{ status: 404, contentType: 'text/plain; charset=utf-8' },
      body: 'The live page is not in this build: dist/live/page.html is missing.\n',
    });
  });

  it('gives what is there at that moment', async () => {
    await writeFile(join(folder, 'page.css'), 'a {}');
    const { body } = await shellFile('page.css', folder);
    expect([...(typeof body === 'string' ? [body] : body)].map(textOf)).toEqual(['a {}']);
  });
});

function get(endpoint: TestEndpoint, path: string, ...headers: readonly string[]) {
  const bytes = request(`GET ${path}`, 'Host: localhost', ...headers);
  return rawRequest(endpoint.openPort, bytes);
}
