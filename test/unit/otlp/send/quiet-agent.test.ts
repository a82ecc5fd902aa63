import { type Agent, createServer, type RequestOptions, request } from 'node:http';
import { createServer as createTcpServer, type LookupFunction, type Socket } from 'node:net';
import { expect, it, vi } from 'vitest';
import { isUnobserved } from '../../../../src/foundation/unobserved.ts';
import { createQuietAgent } from '../../../../src/otlp/send/quiet-agent.ts';
import { freePort } from '../../../support/app-process.ts';
import { closeLater, listen } from './sending.ts';

function newAgent(): Agent {
  const agent = createQuietAgent({ isSecure: false, credentials: {}, onRequest: () => {} });
  closeLater(async () => agent.destroy());
  return agent;
}

/** Whether a socket would keep the process alive, as it stands now. */
function holdsOpen(socket: Socket): boolean {
  const { _handle: handle } = socket as Socket & { readonly _handle: { hasRef(): boolean } };
  return handle.hasRef();
}

it('sends what is not to be measured', () => {
  expect(isUnobserved(newAgent())).toBe(true);
});

it('shows each request before it is sent', async () => {
  const onRequest = vi.fn();
  const agent = createQuietAgent({ isSecure: false, credentials: {}, onRequest });
  const sent = request({ agent, port: await freePort() }).on('error', () => {});
  expect(onRequest.mock.calls).toEqual([[sent]]);
});

it.each([
  ['for 5 s', undefined, 5000],
  ['for 5 s where the server would keep it for longer', 'timeout=60', 5000],
  ['for no longer than the server keeps it', 'timeout=2', 1000],
])('keeps an unused connection %s', async (_what, keepAlive, expected) => {
  const server = createServer({ keepAliveTimeout: 0 }, (_request, response) => {
    if (keepAlive !== undefined) response.setHeader('keep-alive', keepAlive);
    response.setHeader('connection', 'keep-alive').end();
  });
  const port = await listen(server);
  const agent = newAgent();
  request({ agent, port, host: '127.0.0.1' }, (response) => response.resume()).end();
  const free = await vi.waitFor(() => {
    const [socket] = Object.values(agent.freeSockets).flat();
    expect(socket).toBeDefined();
    return socket as Socket;
  });
  expect(free.timeout).toBe(expected);
  expect(holdsOpen(free)).toBe(false);
});

it('keeps no process alive where a host has another address that has to be tried', async () => {
  const deaf = createTcpServer();
  const port = await listen(deaf);
  const addresses = ['127.0.0.2', '127.0.0.1'].map((address) => ({ address, family: 4 }));
  const lookup: LookupFunction = (_host, _options, callback) => callback(null, addresses);
  const agent = newAgent();
  const options: RequestOptions = { agent, port, host: 'two', lookup };
  const sent = request(Object.assign(options, { autoSelectFamily: true }));
  const [socket] = await new Promise<[Socket]>((resolve) => {
    sent.on('socket', (one) => one.on('connect', () => resolve([one]))).end();
  });
  sent.on('error', () => {});
  expect(socket.remoteAddress).toBe('127.0.0.1');
  expect(holdsOpen(socket)).toBe(false);
});
