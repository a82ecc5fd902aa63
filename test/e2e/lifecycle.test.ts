import { connect, type Socket } from 'node:net';
import { describe, expect, inject, it } from 'vitest';
import {
  type AppOptions,
  type Exit,
  freePort,
  runApp,
  scrape,
  startApp,
} from '../support/app-process.ts';
import { nodeBinary } from '../support/packed-project.ts';

const cwd = inject('packedProject');
const node = nodeBinary(cwd, '24') ?? process.execPath;
const LOADS = {
  '--import': ['--import', '@acme/otel-metrics/register'],
  '--require': ['--require', '@acme/otel-metrics/register'],
  both: ['--require', '@acme/otel-metrics/register', '--import', '@acme/otel-metrics/register'],
} as const;
const ENDINGS = [
  ...['natural', 'exit', 'exit-now', 'exit-code', 'throw', 'throw-nothing', 'reject', 'caught'],
  ...['rejection-caught', 'before-exit', 'listeners', 'warning', 'modules'],
];

function app(args: readonly string[], flags: readonly string[], port: number): AppOptions {
  const env = { OTEL_EXPORTER_PROMETHEUS_PORT: String(port) };
  return { cwd, command: node, args: [...flags, ...args], env };
}

/** What the outside sees of an end; the pid in Node's own warnings differs from run to run. */
function visible({ code, signal, stdout, stderr }: Exit) {
  return { code, signal, stdout, stderr: stderr.replaceAll(/\(node:\d+\)/g, '(node:PID)') };
}

describe.each(Object.entries(LOADS))('loaded by %s, the app', (_name, flags) => {
  it.each(ENDINGS)('ends as without the agent: %s', async (ending) => {
    const port = await freePort();
    const [bare, observed] = await Promise.all([
      runApp(app(['ending.cjs', ending], [], port)),
      runApp(app(['ending.cjs', ending], flags, port)),
    ]);
    expect(visible(observed)).toEqual(visible(bare));
  });
});

const SIGNAL_CASES = ['none', 'graceful', 'exits', 'ignores'].flatMap((handler) =>
  (['SIGTERM', 'SIGINT'] as const).map((signal) => ({ handler, signal })),
);

describe('a signal', () => {
  it.each(SIGNAL_CASES)(
    '$signal with handler $handler does what it does without the agent',
    async ({ handler, signal }) => {
      const ends = await Promise.all(
        [[], LOADS['--import']].map(async (flags) => {
          const running = startApp(app(['signals.cjs', handler], flags, await freePort()));
          await running.printed(/listening/);
          running.child.kill(signal);
          if (handler === 'ignores') {
            await running.printed(/ignored/);
            running.child.kill(signal);
          }
          return running.exited;
        }),
      );
      const [bare, observed] = ends.map((end) => ({
        ...visible(end),
        stdout: end.stdout.replace(/listening \d+/, ''),
      }));
      expect(observed).toEqual(bare);
    },
  );
});

/** Connections that a scraper may hold when the app is done. */
const OPEN_CONNECTIONS: Record<string, (port: number) => Promise<Socket>> = {
  silent: (port) => connected(port, ''),
  'with half a request': (port) => connected(port, 'GET /metrics HTTP/1.1\r\nHost: local'),
  'kept alive after a scrape': async (port) => {
    const socket = await connected(port, 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    return socket;
  },
  'that does not read the page': async (port) => {
    const socket = await connected(port, 'GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n');
    return socket.pause();
  },
};

describe('an app that is done', () => {
  it.each(Object.entries(OPEN_CONNECTIONS))(
    'ends with a connection open, %s',
    async (_name, open) => {
      const port = await freePort();
      const running = startApp(app(['http-app.cjs'], LOADS['--import'], port));
      const [, appPort] = await running.printed(/listening (\d+)/);
      await scrape(port);
      const sockets = await Promise.all(Array.from({ length: 10 }, () => open(port)));
      await fetch(`http://127.0.0.1:${appPort}/close`);
      expect(visible(await running.exited)).toMatchObject({ code: 0, signal: null, stderr: '' });
      for (const socket of sockets) socket.destroy();
    },
  );
});

function connected(port: number, text: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(text);
      resolve(socket);
    });
    socket.on('error', reject);
  });
}
