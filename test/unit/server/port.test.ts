import { once } from 'node:events';
import { createServer } from 'node:http';
import net, { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bind } from '../../../src/server/binding.ts';
import { isInContainer } from '../../../src/server/container.ts';
import { type ChildApp, startChild } from './child-app.ts';
import { closed, openSocket, rawRequest, request } from './raw-request.ts';
import { openEndpoint, portOf, startTestEndpoint } from './test-endpoint.ts';

const apps: ChildApp[] = [];
afterEach(() => {
  for (const app of apps.splice(0)) app.kill();
});

async function start(...options: Parameters<typeof startChild>): Promise<ChildApp> {
  const app = await startChild(...options);
  apps.push(app);
  return app;
}

const HEALTH = request('GET /health', 'Host: localhost');

describe('localhost', () => {
  it('is both loopback addresses on one port, also on one that the system chooses', async () => {
    await using endpoint = await openEndpoint();
    expect(endpoint.url()).toBe(`http://localhost:${endpoint.openPort}`);
    for (const host of ['127.0.0.1', '::1']) {
      const socket = await openSocket(endpoint.openPort, host);
      socket.write(HEALTH);
      const [answer] = await once(socket, 'data');
      expect(String(answer)).toMatch(/^HTTP\/1.1 200 /);
    }
    await expect(openSocket(endpoint.openPort, '127.0.0.2')).rejects.toThrow('ECONNREFUSED');
  });

  it('is 127.0.0.1 alone on a machine without IPv6', async () => {
    const binding = await bind({ host: 'localhost', port: 0 }, () => {
      const server = createServer();
      const listen = server.listen.bind(server);
      // An address of the range for documentation, which no machine has: the same system error.
      const elsewhere = (options: { host: string }) =>
        listen({ ...options, host: options.host.replace('::1', '2001:db8::1') });
      return Object.assign(server, { listen: elsewhere });
    });
    expect(binding.onLoopback).toBe(true);
    (await openSocket(binding.port)).destroy();
    binding.close();
  });

  it('is open on neither address where one is taken', async () => {
    const other = createTcpServer().listen(0, '::1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(bind({ host: 'localhost', port }, createServer)).rejects.toThrow('EADDRINUSE');
    await expect(openSocket(port)).rejects.toThrow('ECONNREFUSED');
    other.close();
  });
});

describe('other hosts', () => {
  it.each([
    ['0.0.0.0', 'localhost', '127.0.0.1'],
    ['::', 'localhost', '::1'],
    ['[::1]', '[::1]', '::1'],
    ['::1', '[::1]', '::1'],
    ['127.0.0.1', '127.0.0.1', '127.0.0.1'],
    ['LOCALHOST', 'localhost', '::1'],
  ])('%s is told as %s', async (host, told, reachable) => {
    await using endpoint = await openEndpoint({ host });
    expect(endpoint.url()).toBe(`http://${told}:${endpoint.openPort}`);
    (await openSocket(endpoint.openPort, reachable)).destroy();
  });
});

describe('stop', () => {
  it('closes the port and every connection, in the middle of a request too', async () => {
    const endpoint = await openEndpoint();
    const socket = await openSocket(endpoint.openPort);
    socket.write('GET /met');
    await endpoint.stop();
    await closed(socket);
    expect(endpoint.url()).toBe(undefined);
    await expect(openSocket(endpoint.openPort)).rejects.toThrow('ECONNREFUSED');
  });

  it('in the middle of opening leaves the port free for a start at once', async () => {
    const { openPort: port, stop } = await openEndpoint();
    await stop();
    const first = startTestEndpoint({ port });
    await first.stop();
    await using second = await openEndpoint({ port });
    expect([portOf(first), second.openPort]).toEqual([undefined, port]);
  });

  it('ends the waiting for a port', async () => {
    await using holder = await openEndpoint({ host: '127.0.0.1' });
    await expect(openEndpoint({ host: '127.0.0.1', port: holder.openPort })).rejects.toThrow();
  });
});

describe('a port that another process holds', () => {
  it('is warned of once, and served as soon as it is free', async () => {
    const holder = await start({ config: { host: '127.0.0.1' } });
    const port = holder.port ?? 0;
    const app = await start({ config: { host: '127.0.0.1', port, logLevel: 'info' } });
    expect(app.port).toBe(null);
    expect(app.stderr()).toBe(
      `[otel-metrics] 127.0.0.1:${port} is taken: metrics are served once it is free, ` +
        'or on the port in OTEL_EXPORTER_PROMETHEUS_PORT\n',
    );
    expect(await holder.end()).toBe(0);
    await app.said('is free now: metrics are served');
    expect((await rawRequest(port, HEALTH))?.status).toBe(200);
    expect(app.stderr().split('\n')).toHaveLength(3);
    expect(await app.end()).toBe(0);
  });

  it.each<[what: string, answer: (socket: Socket) => void]>([
    ['says nothing', () => {}],
    ['is no endpoint of ours', (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n{"status":"up"}')],
    ['hangs up', (socket) => socket.destroy()],
  ])('is warned of where the holder %s', async (_, answer) => {
    const holder = createTcpServer((socket) => {
      socket.on('error', () => {});
      answer(socket);
    }).listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    const app = await start({ config: { host: '127.0.0.1', port } });
    expect(app.stderr()).toContain(`127.0.0.1:${port} is taken`);
    expect(await app.end()).toBe(0);
    holder.close();
  });

  it('rejects nothing in an app whose net.connect throws', async () => {
    await using holder = await openEndpoint();
    const connect = vi.spyOn(net, 'connect').mockImplementation(() => {
      throw new Error('no connections in tests');
    });
    const endpoint = startTestEndpoint({ port: holder.openPort });
    await expect(endpoint.ready).resolves.toBe(undefined);
    expect(connect).toHaveBeenCalledOnce();
    connect.mockRestore();
    await endpoint.stop();
  });

  it.each([
    ['child', false],
    ['grandchild', true],
  ])('is left to the process that serves, without a warning, by its %s', async (_, shell) => {
    await using endpoint = await openEndpoint({ host: '127.0.0.1' });
    const config = { host: '127.0.0.1', port: endpoint.openPort };
    const app = await start({ config }, { shell });
    expect(app.port).toBe(null);
    expect(await app.end()).toBe(0);
    expect(app.stderr()).toBe('');
  });

  it('is served by the app once the launcher that it descends from has left it', async () => {
    const launcher = await openEndpoint({ host: '127.0.0.1' });
    const port = launcher.openPort;
    const app = await start({ config: { host: '127.0.0.1', port, logLevel: 'info' } });
    expect(app.port).toBe(null);
    await launcher.stop();
    await app.said('is free now');
    expect(JSON.parse((await rawRequest(port, HEALTH))?.body ?? '').pid).not.toBe(process.pid);
    expect(app.stderr()).toBe(
      `[otel-metrics] 127.0.0.1:${port} is served by the parent process ${process.pid}; ` +
        'it is taken over once it is free\n' +
        `[otel-metrics] 127.0.0.1:${port} is free now: metrics are served\n`,
    );
    expect(await app.end()).toBe(0);
  });

  it('is warned of once where a stranger has taken it after the launcher', async () => {
    const launcher = await openEndpoint({ host: '127.0.0.1' });
    const port = launcher.openPort;
    const app = await start({ config: { host: '127.0.0.1', port } });
    await launcher.stop();
    let visits = 0;
    const stranger = createTcpServer((socket) => {
      visits++;
      socket.destroy();
    }).listen(port, '127.0.0.1');
    await app.said('is taken');
    expect([visits, app.stderr().split('\n').length]).toEqual([1, 2]);
    stranger.close();
    expect(await app.end()).toBe(0);
  });
});

describe('an address that cannot be opened', () => {
  it.each(['203.0.113.7', 'no-such-host.invalid'])(
    '%s is warned of once, with the variable to set, and the app runs',
    async (host) => {
      const app = await start({ config: { host } });
      expect(app.port).toBe(null);
      expect(app.stderr()).toBe(
        `[otel-metrics] no metrics are served: ${host} is no address of this machine, ` +
          'set OTEL_EXPORTER_PROMETHEUS_HOST\n',
      );
      expect(await app.end()).toBe(0);
    },
  );
});

describe('the permission model of Node', () => {
  it('closes the endpoint with one warning where it closes the network, and ends no app', async () => {
    const nodeOptions = ['--permission', '--allow-fs-read=*', '--disable-warning=SecurityWarning'];
    const isRestricted = process.allowedNodeEnvironmentFlags.has('--allow-net');
    const app = await start({ config: { host: '127.0.0.1' } }, { nodeOptions });
    expect(app.port === null).toBe(isRestricted);
    expect(app.stderr()).toBe(
      isRestricted
        ? '[otel-metrics] no metrics are served: Node runs with --permission, add --allow-net\n'
        : '',
    );
    expect(await app.end()).toBe(0);
  });

  it('ends no app that may not look for the marks of a container', async () => {
    const repository = join(import.meta.dirname, '../../..');
    const net = process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
    const files = [`--allow-fs-read=${repository}/*`, '--disable-warning=SecurityWarning'];
    const app = await start(
      { config: { host: 'localhost' } },
      { nodeOptions: ['--permission', ...files, ...net] },
    );
    expect(app.port).toBeGreaterThan(0);
    expect(app.stderr()).toBe('');
    expect(await app.end()).toBe(0);
  });
});

describe('in a container', () => {
  it('an endpoint that only the container can reach names the variable to set', async () => {
    const app = await start({ config: { host: 'localhost' } });
    await app.end();
    expect(app.stderr().includes('OTEL_EXPORTER_PROMETHEUS_HOST=0.0.0.0')).toBe(isInContainer());
  });
});
