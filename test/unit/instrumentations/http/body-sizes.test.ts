import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { httpServerObserver } from '../../../../src/instrumentations/http/http-server.ts';
import { type Recording, record } from './recording.ts';
import { lastRequest, serve, type TestServer, talk } from './traffic.ts';

const REQUEST = 'http.server.request.body.size';
const RESPONSE = 'http.server.response.body.size';

let recording: Recording;
let server: TestServer | undefined;

beforeEach(() => {
  recording = record(httpServerObserver, { httpBodySizes: true });
});

afterEach(async () => {
  await server?.close();
  recording.stop();
});

interface Case {
  readonly what: string;
  readonly text: string;
  readonly listener: RequestListener;
  readonly sizes: readonly [request: number, response: number];
}

const readThenEnd: RequestListener = (request, response) => {
  request.resume().on('end', () => response.end());
};

const CASES: readonly Case[] = [
  {
    what: 'no bodies',
    text: lastRequest('GET /'),
    listener: (_request, response) => response.end(),
    sizes: [0, 0],
  },
  {
    what: 'a request with Content-Length',
    text: lastRequest('POST /', 'Content-Length: 5\r\n', 'hello'),
    listener: readThenEnd,
    sizes: [5, 0],
  },
  {
    what: 'a request in chunks, without their framing',
    text: lastRequest(
      'POST /',
      'Transfer-Encoding: chunked\r\n',
      '3\r\nabc\r\n8\r\ndefghijk\r\n0\r\n\r\n',
    ),
    listener: readThenEnd,
    sizes: [11, 0],
  },
  {
    what: 'a response in one piece, in bytes and not in characters',
    text: lastRequest('GET /'),
    listener: (_request, response) => response.end('€'),
    sizes: [0, 3],
  },
  {
    what: 'a response in chunks, without their framing',
    text: lastRequest('GET /'),
    listener: (_request, response) => {
      response.write('abc');
      response.write(Buffer.alloc(1000), () => response.end('ffff', 'hex'));
    },
    sizes: [0, 1005],
  },
  {
    what: 'HEAD, whose body is not sent',
    text: lastRequest('HEAD /'),
    listener: (_request, response) => response.end('ignored'),
    sizes: [0, 0],
  },
  {
    what: '304, whose body is not sent',
    text: lastRequest('GET /'),
    listener: (_request, response) => response.writeHead(304).end('ignored'),
    sizes: [0, 0],
  },
  {
    what: 'end() with a callback only',
    text: lastRequest('GET /'),
    listener: (_request, response) => response.end(() => {}),
    sizes: [0, 0],
  },
  {
    what: 'writing after the end',
    text: lastRequest('GET /'),
    listener: (_request, response) => {
      response.on('error', () => {});
      response.end('abc');
      response.end('too late');
    },
    sizes: [0, 3],
  },
];

describe('body sizes', () => {
  it.each(CASES)('of $what', async ({ text, listener, sizes }) => {
    server = await serve(listener);
    await talk(server.port, text);
    expect([recording.sum(REQUEST), recording.sum(RESPONSE)]).toEqual(sizes);
    expect([recording.total(REQUEST), recording.total(RESPONSE)]).toEqual([1, 1]);
    expect(recording.rows(REQUEST)).toEqual(recording.rows('http.server.request.duration'));
  });

  it("keep a response's own write and end, and a request's own push", async () => {
    const calls: string[] = [];
    class OwnResponse extends ServerResponse {
      constructor(...args: ConstructorParameters<typeof ServerResponse>) {
        super(...args);
        this.write = (...rest: unknown[]) => {
          calls.push('write');
          return Reflect.apply(super.write, this, rest);
        };
        this.end = (...rest: unknown[]) => {
          calls.push('end');
          return Reflect.apply(super.end, this, rest);
        };
      }
    }
    class OwnRequest extends IncomingMessage {
      constructor(...args: ConstructorParameters<typeof IncomingMessage>) {
        super(...args);
        this.push = (chunk: unknown, ...rest: unknown[]) => {
          calls.push(chunk === null ? 'push the end' : 'push');
          return Reflect.apply(super.push, this, [chunk, ...rest]);
        };
      }
    }
    server = await serve(
      (request, response) => {
        response.write('abc');
        readThenEnd(request, response);
      },
      { ServerResponse: OwnResponse as typeof ServerResponse, IncomingMessage: OwnRequest },
    );
    const chunk = '3\r\nabc\r\n0\r\n\r\n';
    const text = lastRequest('POST /', 'Transfer-Encoding: chunked\r\n', chunk);
    expect(await talk(server.port, text)).toContain('abc');
    expect(calls).toEqual(['write', 'push', 'push the end', 'end']);
    expect([recording.sum(REQUEST), recording.sum(RESPONSE)]).toEqual([3, 3]);
  });

  it('count a chunk once where the end of a response writes it', async () => {
    class WritingResponse extends ServerResponse {
      override end(chunk?: unknown): this {
        if (chunk !== undefined) this.write(chunk);
        return super.end();
      }
    }
    server = await serve((_request, response) => response.end('abc'), {
      ServerResponse: WritingResponse as typeof ServerResponse,
    });
    await talk(server.port, lastRequest('GET /'));
    expect(recording.sum(RESPONSE)).toBe(3);
  });

  it('let an object that inherits from a response write without calling itself', async () => {
    const outcomes: unknown[] = [];
    server = await serve((_request, response) => {
      response.flushHeaders();
      try {
        outcomes.push(Object.create(response).write('abc'));
      } catch (error) {
        outcomes.push(error);
      }
      response.end('de');
    });
    expect(await talk(server.port, lastRequest('GET /'))).toContain('abc');
    expect(outcomes).toEqual([true]);
    expect(recording.sum(RESPONSE)).toBe(5);
  });

  it('show nothing of themselves on a message that is copied or printed', async () => {
    const ours = /^(write|end|push)$|http-server/;
    let shown: string[] = ['not asked'];
    server = await serve((request, response) => {
      const keys = [request, response].flatMap((message) => Reflect.ownKeys({ ...message }));
      shown = keys.map(String).filter((key) => ours.test(key));
      response.end();
    });
    const chunk = '3\r\nabc\r\n0\r\n\r\n';
    await talk(server.port, lastRequest('POST /', 'Transfer-Encoding: chunked\r\n', chunk));
    expect(shown).toEqual([]);
  });

  it('leave an error of the app what it is', async () => {
    const thrown: unknown[] = [];
    server = await serve((_request, response) => {
      try {
        response.write(7 as never);
      } catch (error) {
        thrown.push((error as NodeJS.ErrnoException).code);
      }
      response.end('ok');
    });
    await talk(server.port, lastRequest('GET /'));
    expect(thrown).toEqual(['ERR_INVALID_ARG_TYPE']);
    expect(recording.sum(RESPONSE)).toBe(2);
  });

  it('are not counted for a response that was cut', async () => {
    server = await serve((_request, response) => {
      response.write('abc');
      response.destroy();
    });
    await talk(server.port, lastRequest('GET /'));
    expect(recording.total(RESPONSE)).toBe(0);
    expect(recording.total('http.server.request.duration')).toBe(1);
  });

  it('are off by default', async () => {
    recording.stop();
    recording = record(httpServerObserver);
    let isUntouched = false;
    server = await serve((_request, response) => {
      isUntouched = !Object.hasOwn(response, 'write') && !Object.hasOwn(response, 'end');
      response.end('abc');
    });
    await talk(server.port, lastRequest('GET /'));
    expect(isUntouched).toBe(true);
    expect(recording.boundaries(RESPONSE)).toBeUndefined();
  });
});
