import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { warn } from '../../../src/foundation/log.ts';
import { madeForRequests } from '../../../src/server/first-request.ts';

vi.mock(import('../../../src/foundation/log.ts'), { spy: true });
afterEach(() => vi.mocked(warn).mockClear());

const ok: RequestListener = (_request, response) => void response.end('made');

/** The status of each of some requests, one after the other. */
async function statuses(listener: RequestListener, requests: number): Promise<number[]> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const found: number[] = [];
  for (let i = 0; i < requests; i++) {
    const { status } = await fetch(`http://127.0.0.1:${port}/`, {
      headers: { connection: 'close' },
    });
    found.push(status);
  }
  server.close();
  return found;
}

it('is made once, and not before somebody asks', async () => {
  const make = vi.fn(() => ok);
  const listener = madeForRequests(make, false);
  expect(make).not.toHaveBeenCalled();
  expect(await statuses(listener, 3)).toEqual([200, 200, 200]);
  expect(make).toHaveBeenCalledOnce();
});

it('is made at once where that is wanted', async () => {
  const make = vi.fn(() => ok);
  const listener = madeForRequests(make, true);
  expect(make).toHaveBeenCalledOnce();
  expect(await statuses(listener, 2)).toEqual([200, 200]);
  expect(make).toHaveBeenCalledOnce();
});

it.each([true, false])(
  'that cannot be made is a 500 until it can (at once: %s)',
  async (atOnce) => {
    let failures = atOnce ? 2 : 1;
    const listener = madeForRequests(() => {
      if (failures-- > 0) throw new Error('files are missing');
      return ok;
    }, atOnce);
    expect(await statuses(listener, 3)).toEqual([500, 200, 200]);
    expect(vi.mocked(warn).mock.calls[0]?.[1]).toContain('files are missing');
  },
);

it('has a turn of the event loop to itself while it is made', async () => {
  const order: string[] = [];
  const noteTurn = () => void setImmediate(() => order.push('app'));
  const listener = madeForRequests(() => {
    order.push('made');
    noteTurn();
    return (_request, response) => {
      order.push('answered');
      response.end();
    };
  }, false);
  const asked: RequestListener = (request, response) => {
    noteTurn();
    listener(request, response);
  };
  await statuses(asked, 1);
  expect(order).toEqual(['app', 'made', 'app', 'answered']);
});

it('is made once for requests that come while it is being made', async () => {
  const make = vi.fn(() => ok);
  const listener = madeForRequests(make, false);
  await Promise.all([statuses(listener, 1), statuses(listener, 1)]);
  expect(make).toHaveBeenCalledOnce();
});
