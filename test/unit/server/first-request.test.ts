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
  const answers = await answersTo(listener, Array(requests).fill({ path: '/' }));
  return answers.map(({ status }) => status);
}

interface Asked {
  readonly path: string;
  readonly method?: string;
}

async function answersTo(listener: RequestListener, requests: readonly Asked[]) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const found: { status: number; type: string | null; text: string }[] = [];
  for (const { path, method = 'GET' } of requests) {
    const headers = { connection: 'close' };
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers });
    const type = answer.headers.get('content-type');
    found.push({ status: answer.status, type, text: await answer.text() });
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

it('that cannot be made leaves probes alone, and says one plain line to the rest', async () => {
  const broken = madeForRequests(() => {
    throw new Error('files are missing');
  }, false);
  const up = { status: 200, type: 'application/json', text: '{"status":"up"}\n' };
  const failed = {
    status: 500,
    type: 'text/plain; charset=utf-8',
    text: 'The metrics cannot be served: the log of the app says why.\n',
  };
  const requests = [
    { path: '/health', answer: up },
    { path: '/health?probe=1', answer: up },
    { path: '/health', method: 'HEAD', answer: { ...up, text: '' } },
    { path: '/metrics', answer: failed },
    { path: '/healthy', answer: failed },
    { path: '/metrics?x=/health', answer: failed },
  ];
  expect(await answersTo(broken, requests)).toEqual(requests.map(({ answer }) => answer));
});

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
