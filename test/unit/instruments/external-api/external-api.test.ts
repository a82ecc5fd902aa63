import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { externalApi } from '../../../../src/instruments/external-api/external-api.ts';
import { followTimedCalls, isInTimedCall } from '../../../../src/pipeline/timed-call.ts';
import { type LocalServer, serveLocally } from '../../../support/local-server.ts';
import { faultsOf, measured } from '../measured.ts';

setLogLevel('none');

const DURATION = 'external_api_duration';
const REMAINING = 'external_api_rate_limit_remaining';

const callsOf = (service: string) =>
  measured(DURATION)
    .filter(({ labels }) => labels.service === service)
    .map(({ labels, distribution }) => [labels.endpoint, labels.status_code, distribution?.count]);
const leftOf = (service: string) =>
  measured(REMAINING)
    .filter(({ labels }) => labels.service === service)
    .map(({ labels, value }) => [labels.endpoint, value]);

let server: LocalServer;

beforeAll(async () => {
  server = await serveLocally((incoming, response) => {
    const status = Number(incoming.url?.slice(1));
    response.writeHead(status, {
      'x-ratelimit-remaining': '17',
      ...(status === 429 && { 'retry-after': '9' }),
    });
    response.write('begun');
    setTimeout(() => response.end('ended'), 200);
  });
});
afterAll(() => server.close());

describe('fetch', () => {
  it('gives the very response that fetch gave, and its body', async () => {
    let own: Response | undefined;
    const real = globalThis.fetch;
    globalThis.fetch = async (...request) => {
      own = await real(...request);
      return own;
    };
    try {
      const response = await externalApi('same').fetch('GET /x', `${server.url}/200`);
      expect(response).toBe(own);
      expect(await response.text()).toBe('begunended');
    } finally {
      globalThis.fetch = real;
    }
  });

  it('times until the headers, and not the body', async () => {
    const response = await externalApi('headers').fetch('GET /x', `${server.url}/200`);
    const [before] = measured(DURATION).filter(({ labels }) => labels.service === 'headers');
    expect(before?.distribution?.count).toBe(1);
    await response.text();
    expect(callsOf('headers')).toEqual([['GET /x', '200', 1]]);
  });

  it('counts each status by the endpoint that the developer named', async () => {
    const api = externalApi('statuses');
    for (const status of [200, 200, 404, 503]) {
      await (await api.fetch('GET /:status', `${server.url}/${status}`)).arrayBuffer();
    }
    expect(callsOf('statuses')).toEqual([
      ['GET /:status', '200', 2],
      ['GET /:status', '404', 1],
      ['GET /:status', '503', 1],
    ]);
  });

  it('reads how many calls are left', async () => {
    const api = externalApi('left');
    await (await api.fetch('a', new URL(`${server.url}/200`))).text();
    await (await api.fetch('b', new Request(`${server.url}/429`))).text();
    expect(leftOf('left')).toEqual([
      ['a', 17],
      ['b', 0],
    ]);
  });

  it('passes on what fetch was told and rejects with', async () => {
    const api = externalApi('aborted');
    const reason = new Error('the app changed its mind');
    const signal = AbortSignal.abort(reason);
    await expect(api.fetch('x', `${server.url}/200`, { signal })).rejects.toBe(reason);
    expect(callsOf('aborted')).toEqual([['x', 'error', 1]]);
  });
});

/** Answers as clients give them. */
const ANSWERS: readonly (readonly [what: string, answer: unknown, code: string])[] = [
  ['axios', { status: 201, data: {}, headers: {} }, '201'],
  ['got, undici', { statusCode: 204, headers: {} }, '204'],
  ['an SDK with its response', { data: [], response: new Response(null, { status: 202 }) }, '202'],
  ['an order', { status: 'shipped' }, 'ok'],
  ['a number that is no status', { status: 3 }, 'ok'],
  ['a number past the last status', { statusCode: 600 }, 'ok'],
  ['nothing', undefined, 'ok'],
  ['null', null, 'ok'],
  ['a text', 'done', 'ok'],
];

const ERRORS: readonly (readonly [what: string, error: unknown, code: string])[] = [
  ['axios', Object.assign(new Error('x'), { status: 500, response: { status: 502 } }), '502'],
  ['got', Object.assign(new Error('x'), { response: { statusCode: 503 } }), '503'],
  ['statusCode', Object.assign(new Error('x'), { statusCode: 400 }), '400'],
  ['status', Object.assign(new Error('x'), { status: 429 }), '429'],
  ['no answer', Object.assign(new Error('x'), { code: 'ECONNRESET' }), 'error'],
  [
    'an axios error without response',
    Object.assign(new Error('x'), { response: undefined }),
    'error',
  ],
  ['a text', 'thrown', 'error'],
  ['nothing', undefined, 'error'],
];

describe('track', () => {
  it.each(ANSWERS)('gives and counts an answer: %s', async (what, answer, code) => {
    const api = externalApi(`answer ${what}`);
    expect(api.track('at once', () => answer)).toBe(answer);
    expect(await api.track('later', async () => answer)).toBe(answer);
    expect(callsOf(`answer ${what}`)).toEqual([
      ['at once', code, 1],
      ['later', code, 1],
    ]);
  });

  it.each(ERRORS)('passes on and counts an error: %s', async (what, error, code) => {
    const api = externalApi(`error ${what}`);
    await expect(api.track('later', () => Promise.reject(error))).rejects.toBe(error);
    let thrown: unknown = 'nothing was thrown';
    try {
      api.track('at once', () => {
        throw error;
      });
    } catch (caught) {
      thrown = caught;
    }
    expect(thrown).toBe(error);
    expect(callsOf(`error ${what}`)).toEqual([
      ['later', code, 1],
      ['at once', code, 1],
    ]);
  });

  it('reads the headers of an error', async () => {
    const error = { response: { status: 429, headers: { 'Retry-After': 3 } } };
    await expect(externalApi('refused').track('x', () => Promise.reject(error))).rejects.toBe(
      error,
    );
    expect(leftOf('refused')).toEqual([['x', 0]]);
  });

  it('reads the answer of node:http', async () => {
    await externalApi('node').track(
      'x',
      () =>
        new Promise((resolve) => {
          request(`${server.url}/404`, (answer) => resolve(answer.resume())).end();
        }),
    );
    expect(callsOf('node')).toEqual([['x', '404', 1]]);
    expect(leftOf('node')).toEqual([['x', 17]]);
  });

  const hostile = new Proxy(
    {},
    {
      get(_target, key) {
        if (key === 'then') return undefined;
        throw new Error('hands off');
      },
      getOwnPropertyDescriptor() {
        throw new Error('hands off');
      },
    },
  );
  const hostileHeaders = {
    status: 200,
    headers: {
      get() {
        throw new Error('hands off');
      },
    },
  };

  it('gives what can not be read as it is, and counts it', () => {
    const api = externalApi('hostile');
    expect(api.track('proxy', () => hostile)).toBe(hostile);
    expect(api.track('headers', () => hostileHeaders)).toBe(hostileHeaders);
    expect(callsOf('hostile')).toEqual([
      ['proxy', 'ok', 1],
      ['headers', '200', 1],
    ]);
    expect(leftOf('hostile')).toEqual([]);
  });

  it('times until the promise is settled', async () => {
    const api = externalApi('slow');
    await api.track('x', () => new Promise((resolve) => setTimeout(resolve, 60)));
    const [slow] = measured(DURATION).filter(({ labels }) => labels.service === 'slow');
    expect(slow?.distribution?.sum).toBeGreaterThan(0.058);
    expect(slow?.distribution?.sum).toBeLessThan(60);
  });

  it('says to observers that the call is timed, until it has ended', async () => {
    followTimedCalls();
    const isTimed = () => isInTimedCall('external_api_duration');
    const turn = () => new Promise(setImmediate);
    let leftBehind: Promise<boolean> | undefined;
    const seen = await externalApi('timed').track('x', async () => {
      leftBehind = turn().then(turn).then(turn).then(isTimed);
      await turn();
      return isTimed();
    });
    expect([seen, isTimed(), await leftBehind]).toEqual([true, false, false]);
  });
});

describe('what is left, by hand', () => {
  it('is what was said last', () => {
    const api = externalApi('by hand');
    api.rateLimit('x', 12);
    api.rateLimit('x', 11);
    expect(leftOf('by hand')).toEqual([['x', 11]]);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, '7', undefined])(
    'is dropped and counted where it can be no number of calls: %o',
    async (calls) => {
      const api = externalApi('wrong by hand');
      api.rateLimit('x', 3);
      expect(await faultsOf('invalid_value', () => api.rateLimit('x', calls as number))).toBe(1);
      expect(leftOf('wrong by hand')).toEqual([['x', 3]]);
    },
  );
});

describe('bad input', () => {
  it.each(['', '  ', undefined, null, 5, {}])('is refused as a service: %j', (service) => {
    expect(() => externalApi(service as string)).toThrow(
      expect.objectContaining({ code: 'ACME_METRICS_INVALID_INSTRUMENT' }),
    );
  });

  it('as an endpoint is dropped and counted, and the call goes on', async () => {
    const api = externalApi('no endpoint');
    const faults = await faultsOf('invalid_label', () => {
      expect(api.track(undefined as unknown as string, () => 1)).toBe(1);
    });
    expect(faults).toBeGreaterThan(0);
    expect(callsOf('no endpoint')).toEqual([]);
  });
});

it('two of one name measure into one', () => {
  externalApi('twice').track('x', () => 1);
  externalApi('twice').track('x', () => 2);
  expect(callsOf('twice')).toEqual([['x', 'ok', 2]]);
});
