import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { freePort, scrape, startApp } from '../support/app-process.ts';
import { nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const command = nodeBinary(cwd, '24') ?? process.execPath;
const FLAGS = ['--import', '@acme/otel-metrics/register'];
const REQUESTS = 10;

const folder = mkdtempSync(join(tmpdir(), 'otel-metrics-token-'));
const tokenFile = join(folder, 'token');
writeFileSync(tokenFile, 'let-me-in\n');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The first line of what a raw request is answered; empty where the connection is just closed. */
function answerTo(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.setEncoding('latin1').on('data', (data) => {
      answer += data;
      if (answer.includes('\r\n')) socket.destroy();
    });
    socket.on('close', () => resolve(answer.split('\r\n')[0] ?? ''));
    socket.on('error', (error) => (answer === '' ? reject(error) : undefined));
  });
}

function request(method: string, path: string, headers = 'Host: localhost\r\n'): string {
  return `${method} ${path} HTTP/1.1\r\n${headers}\r\n`;
}

/**
 * The whole life of an app with traffic, while `bother` does something to the agent's endpoint:
 * everything that the outside sees of the app.
 */
async function lifeOf(
  flags: readonly string[],
  env: Readonly<Record<string, string>>,
  bother: (port: number) => Promise<void>,
) {
  const port = await freePort();
  const app = startApp({
    ...{ cwd, command, args: [...flags, 'http-app.cjs'] },
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(port), ...env },
  });
  const [, appPort] = await app.printed(/listening (\d+)/);
  const ask = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${appPort}${path}`);
    return `${response.status} ${await response.text()}`;
  };
  const bothering =
    flags.length === 0 ? undefined : scrape(port, '/health').then(() => bother(port));
  const answers: string[] = [];
  for (let i = 0; i < REQUESTS; i++) answers.push(await ask(`/${i}`));
  await bothering;
  answers.push(await ask('/close'));
  const { code, signal, stdout, stderr } = await app.exited;
  return { answers, code, signal, stdout: stdout.replace(/\d+/, 'PORT'), stderr };
}

async function expectUnharmed(
  env: Readonly<Record<string, string>>,
  bother: (port: number) => Promise<void>,
): Promise<void> {
  const [bare, bothered] = await Promise.all([lifeOf([], env, bother), lifeOf(FLAGS, env, bother)]);
  expect(bothered).toEqual(bare);
}

const LOOPBACK: [what: string, text: string, status: number][] = [
  ...['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PATCH'].map(
    (method): [string, string, number] => [
      `${method} of the page`,
      request(method, '/metrics'),
      405,
    ],
  ),
  ['a foreign host', request('GET', '/metrics', 'Host: evil.example\r\n'), 421],
  ['a foreign authority', request('GET', 'http://evil.example/metrics'), 421],
  ['no host', request('GET', '/metrics', ''), 400],
  ['two hosts', request('GET', '/metrics', 'Host: localhost\r\nHost: evil.example\r\n'), 400],
  [
    'a page of another site',
    request('GET', '/metrics', 'Host: localhost\r\nSec-Fetch-Site: cross-site\r\n'),
    403,
  ],
  ['an unknown path', request('GET', '/nothing'), 404],
  ['a path that climbs', request('GET', '/../../etc/passwd'), 404],
  ['a path with NUL', request('GET', '/metrics%00'), 404],
  [
    '20 kB of headers',
    request('GET', '/metrics', `Host: localhost\r\nX: ${'x'.repeat(2e4)}\r\n`),
    431,
  ],
  ['no HTTP at all', '\x16\x03\x01\x02\x00 hello\r\n\r\n', 400],
  [
    'two lengths',
    request(
      'POST',
      '/metrics',
      'Host: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n',
    ),
    400,
  ],
];

describe('the endpoint of the packed package refuses, and the app is as without the agent', () => {
  it.each(LOOPBACK)('%s', async (_what, text, status) => {
    await expectUnharmed({}, async (port) => {
      expect(await answerTo(port, text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(await scrape(port)).toContain('target_info');
    });
  });
});

const BEYOND = { OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0' };
const WITH_TOKEN = { ...BEYOND, ACME_METRICS_BEARER_TOKEN_FILE: tokenFile };
const bearer = (token: string) => `Host: pod-7:9464\r\nAuthorization: Bearer ${token}\r\n`;

const BEYOND_LOOPBACK: [what: string, env: Record<string, string>, text: string, status: number][] =
  [
    ['the page to any host', BEYOND, request('GET', '/metrics', 'Host: pod-7:9464\r\n'), 200],
    ['no index', BEYOND, request('GET', '/'), 404],
    ['no page without the token', WITH_TOKEN, request('GET', '/metrics'), 401],
    ['no page with another token', WITH_TOKEN, request('GET', '/metrics', bearer('guess')), 401],
    ['the page with the token', WITH_TOKEN, request('GET', '/metrics', bearer('let-me-in')), 200],
    ['the index with the token', WITH_TOKEN, request('GET', '/', bearer('let-me-in')), 200],
    ['health without the token', WITH_TOKEN, request('GET', '/health'), 200],
    [
      'no foreign host where hosts are named',
      { ...BEYOND, ACME_METRICS_ALLOWED_HOSTS: 'metrics.example' },
      request('GET', '/metrics', 'Host: pod-7:9464\r\n'),
      421,
    ],
  ];

describe('bound beyond loopback, the endpoint gives', () => {
  it.each(BEYOND_LOOPBACK)('%s', async (_what, env, text, status) => {
    await expectUnharmed(env, async (port) => {
      expect(await answerTo(port, text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    });
  });
});

describe('a crowd at the endpoint leaves the app as it is', () => {
  it('of 100 connections that say nothing, and a scraper is served', async () => {
    await expectUnharmed({}, async (port) => {
      const sockets = Array.from({ length: 100 }, () =>
        connect(port, '127.0.0.1').on('error', () => {}),
      );
      expect(await scrape(port)).toContain('target_info');
      for (const socket of sockets) socket.destroy();
    });
  });

  it('of 60 scrapes at once, which get the page or are asked to come again', async () => {
    await expectUnharmed({}, async (port) => {
      const statuses = await Promise.all(
        Array.from({ length: 60 }, () => answerTo(port, request('GET', '/metrics'))),
      );
      const others = statuses.filter((line) => !/ (200|503) /.test(line));
      expect(others).toEqual([]);
      expect(statuses.some((line) => line.includes(' 200 '))).toBe(true);
    });
  });
});
