import { Readable } from 'node:stream';
import Anthropic from '@anthropic-ai/sdk';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setLogLevel } from '../../../../src/foundation/log.ts';
import { ai } from '../../../../src/instruments/ai/ai.ts';
import { serveAi } from '../../../support/ai-server.ts';
import type { LocalServer } from '../../../support/local-server.ts';
import { measured } from '../measured.ts';

setLogLevel('none');

const DURATION = 'gen_ai.client.operation.duration';
const USAGE = 'gen_ai.client.token.usage';

let server: LocalServer;
let openai: OpenAI;
let anthropic: Anthropic;

beforeAll(async () => {
  server = await serveAi();
  const options = { apiKey: 'none', baseURL: server.url, maxRetries: 0 };
  openai = new OpenAI(options);
  anthropic = new Anthropic(options);
});
afterAll(() => server.close());

const seriesOf = (name: string, model: string) =>
  measured(name).filter(({ labels }) => (labels['gen_ai.request.model'] ?? labels.model) === model);

/** Calls of a model: their operation, how they failed, and how many. */
const callsOf = (model: string) =>
  seriesOf(DURATION, model).map(({ labels, distribution }) => [
    labels['gen_ai.operation.name'],
    labels['error.type'],
    distribution?.count,
  ]);

/** Tokens of a model by type: how many calls told of them, and how many they were. */
const tokensOf = (model: string) =>
  Object.fromEntries(
    seriesOf(USAGE, model).map(({ labels, distribution }) => [
      labels['gen_ai.token.type'],
      [distribution?.count, distribution?.sum],
    ]),
  );

const secondsOf = (model: string) => seriesOf(DURATION, model)[0]?.distribution?.sum ?? 0;
const costsOf = (model: string) =>
  seriesOf('ai_cost', model).map(({ labels, value }) => [labels.provider, labels.currency, value]);

const messages = [{ role: 'user' as const, content: 'Hello' }];
const chat = (model: string) => ({ model, messages });
const message = (model: string) => ({ model, messages, max_tokens: 10 });

describe('answers of the SDKs', () => {
  it.each([
    ['chat completions', () => openai.chat.completions.create(chat('answer')), [100, 20]],
    ['responses', () => openai.responses.create({ model: 'answer', input: 'Hello' }), [300, 70]],
    ['messages', () => anthropic.messages.create(message('answer')), [1211, 5]],
    [
      'an answer and its response',
      () => openai.chat.completions.create(chat('answer')).withResponse(),
      [100, 20],
    ],
  ])('%s', async (what, call, [input, output]) => {
    const answer = await ai('p', what).track(call as () => Promise<unknown>);
    expect(JSON.stringify(answer)).toContain('Hi');
    expect(callsOf(what)).toEqual([['chat', undefined, 1]]);
    expect(tokensOf(what)).toEqual({ input: [1, input], output: [1, output] });
  });

  it('embeddings have no output', async () => {
    const create = () => openai.embeddings.create({ model: 'answer', input: 'Hello' });
    await ai('p', 'vectors').track(create, { operation: 'embeddings' });
    expect(callsOf('vectors')).toEqual([['embeddings', undefined, 1]]);
    expect(tokensOf('vectors')).toEqual({ input: [1, 8] });
  });

  it('have the labels of the conventions', async () => {
    await ai('openai', 'labels').track(() => openai.chat.completions.create(chat('answer')));
    expect(seriesOf(USAGE, 'labels').map(({ labels }) => labels)).toEqual(
      ['input', 'output'].map((type) => ({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'labels',
        'gen_ai.token.type': type,
      })),
    );
  });
});

describe('a call that fails', () => {
  it.each([
    ['is refused, OpenAI', () => openai.chat.completions.create(chat('refuse')), '429'],
    ['is refused, Anthropic', () => anthropic.messages.create(message('refuse')), '429'],
    [
      'finds nobody',
      () =>
        new OpenAI({ apiKey: 'none', baseURL: 'http://127.0.0.1:1', maxRetries: 0 }).models.list(),
      'APIConnectionError',
    ],
    ['throws at once', () => JSON.parse('{'), 'SyntaxError'],
    ['throws what is no error', () => Promise.reject('no'), '_OTHER'],
  ])('%s', async (what, call, type) => {
    const own = await settled(call as () => unknown);
    const tracked = await settled(() => ai('p', what).track(call as () => unknown));
    expect(own.failed).toBe(true);
    expect(className(tracked.error)).toBe(className(own.error));
    expect(callsOf(what)).toEqual([['chat', type, 1]]);
    expect(tokensOf(what)).toEqual({});
  });
});

describe('a stream', () => {
  const completions = (model: string, usage = true) =>
    openai.chat.completions.create({
      ...chat(model),
      stream: true,
      stream_options: { include_usage: usage },
    });

  it.each([
    ['completions', () => completions('slow'), [100, 20], 4],
    [
      'response events',
      () => openai.responses.create({ model: 'slow', input: 'Hello', stream: true }),
      [300, 70],
      3,
    ],
    [
      'message events',
      () => anthropic.messages.create({ ...message('slow'), stream: true }),
      [1211, 5],
      6,
    ],
  ])('of %s counts when it has ended, once', async (what, call, [input, output], events) => {
    const stream = await ai('p', what).track(call as () => Promise<AsyncIterable<unknown>>);
    expect(callsOf(what)).toEqual([]);
    const seen: unknown[] = [];
    for await (const event of stream) {
      expect(callsOf(what)).toEqual([]);
      seen.push(event);
    }
    expect(seen).toHaveLength(events);
    expect(callsOf(what)).toEqual([['chat', undefined, 1]]);
    expect(tokensOf(what)).toEqual({ input: [1, input], output: [1, output] });
    expect(secondsOf(what)).toBeGreaterThan((events - 1) * 0.018);
  });

  it('is the object that the app would have got, with what the class gives it', async () => {
    let own: unknown;
    const stream = await ai('p', 'itself').track(async () => {
      own = await completions('answer');
      return own as Awaited<ReturnType<typeof completions>>;
    });
    expect(stream).toBe(own);
    expect(stream.controller).toBeInstanceOf(AbortController);
    const plain = await completions('answer');
    expect(Object.keys(stream)).toEqual(Object.keys(plain));
    expect(Object.getPrototypeOf(stream)).toBe(Object.getPrototypeOf(plain));
    stream.controller.abort();
    plain.controller.abort();
  });

  it.each([
    ['OpenAI', () => completions('answer')],
    ['Anthropic', () => anthropic.messages.create({ ...message('answer'), stream: true })],
  ])('is counted once where it is split in two: %s', async (whose, call) => {
    const model = `tee ${whose}`;
    type Split = { tee(): [AsyncIterable<unknown>, AsyncIterable<unknown>] };
    const stream = (await ai('p', model).track(call as () => Promise<unknown>)) as Split;
    const [left, right] = stream.tee();
    const [a, b] = await Promise.all([all(left), all(right)]);
    expect(a).toEqual(b);
    expect(a.length).toBeGreaterThan(3);
    expect(callsOf(model)).toEqual([['chat', undefined, 1]]);
    expect(tokensOf(model)).toMatchObject({ input: [1, expect.any(Number)] });
  });

  it('is counted where it is read as a web stream', async () => {
    const stream = await ai('p', 'web').track(() => completions('answer'));
    const text = await new Response(stream.toReadableStream()).text();
    expect(text.trim().split('\n')).toHaveLength(4);
    expect(callsOf('web')).toEqual([['chat', undefined, 1]]);
    expect(tokensOf('web')).toEqual({ input: [1, 100], output: [1, 20] });
  });

  it.each<[string, () => unknown]>([
    ['of Node', () => Readable.from(['a', 'b'])],
    ['of the web', () => new Response('ab').body],
    ['of Node, as axios answers', () => ({ data: Readable.from(['a']) })],
  ])('of bytes counts at once, and stays as it is: %s', async (what, create) => {
    const stream = create();
    expect(await ai('p', what).track(async () => stream)).toBe(stream);
    expect(callsOf(what)).toEqual([['chat', undefined, 1]]);
  });

  it('that says nothing of tokens counts none', async () => {
    const stream = await ai('p', 'silent').track(() => completions('answer', false));
    await all(stream);
    expect(callsOf('silent')).toEqual([['chat', undefined, 1]]);
    expect(tokensOf('silent')).toEqual({});
  });

  it('that its reader leaves ends there, and is no failure', async () => {
    const stream = await ai('p', 'left').track(() =>
      anthropic.messages.create({ ...message('endless'), stream: true }),
    );
    for await (const event of stream) if (event.type === 'content_block_start') break;
    expect(stream.controller.signal.aborted).toBe(true);
    expect(callsOf('left')).toEqual([['chat', undefined, 1]]);
    // What was used so far was used.
    expect(tokensOf('left')).toEqual({ input: [1, 1211], output: [1, 1] });
  });

  it('that breaks is a failure, with what it has used', async () => {
    const stream = await ai('p', 'broken').track(() =>
      anthropic.messages.create({ ...message('break'), stream: true }),
    );
    await expect(all(stream)).rejects.toThrow('overloaded_error');
    expect(callsOf('broken')).toEqual([['chat', 'APIError', 1]]);
    expect(tokensOf('broken')).toEqual({ input: [1, 1211], output: [1, 1] });
  });

  it('in the data of an answer is watched there', async () => {
    const { data, response } = await ai('p', 'data').track(() =>
      completions('answer').withResponse(),
    );
    expect(response.status).toBe(200);
    await all(data);
    expect(tokensOf('data')).toEqual({ input: [1, 100], output: [1, 20] });
  });

  it('of the app itself, a generator, is watched', async () => {
    async function* words() {
      yield 'a';
      yield { usage: { input_tokens: 2, output_tokens: 3 } };
    }
    const stream = ai('p', 'generator').track(words);
    expect(Object.keys(stream)).toEqual([]);
    expect(await stream.next()).toEqual({ value: 'a', done: false });
    expect(await all(stream)).toHaveLength(1);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    expect(callsOf('generator')).toEqual([['chat', undefined, 1]]);
    expect(tokensOf('generator')).toEqual({ input: [1, 2], output: [1, 3] });
  });

  it('that is read by hand is watched, and what its reader throws into it', async () => {
    async function* words() {
      yield { usage: { input_tokens: 2, output_tokens: 3 } };
    }
    const stream = ai('p', 'by hand').track(words);
    await stream.next();
    const error = new TypeError('enough');
    await expect(stream.throw(error)).rejects.toBe(error);
    expect(callsOf('by hand')).toEqual([['chat', 'TypeError', 1]]);
    expect(tokensOf('by hand')).toEqual({ input: [1, 2], output: [1, 3] });
  });

  it('that nobody reads counts nothing, and is held by nobody', async () => {
    const gone: WeakRef<object>[] = [];
    const drop = async () => {
      const helper = ai('p', 'unread');
      for (let at = 0; at < 20; at += 1) {
        const stream = helper.track(() => ({
          async *[Symbol.asyncIterator]() {
            yield 1;
          },
        }));
        gone.push(new WeakRef(stream));
      }
      await new Promise(setImmediate);
    };
    await drop();
    await collectGarbage();
    expect(gone.filter((one) => one.deref() !== undefined).length).toBeLessThan(3);
    expect(callsOf('unread')).toEqual([]);
  });

  it('that can not be watched counts at once', () => {
    const frozen = Object.freeze({
      async *[Symbol.asyncIterator]() {
        yield 1;
      },
    });
    expect(ai('p', 'frozen').track(() => frozen)).toBe(frozen);
    expect(callsOf('frozen')).toEqual([['chat', undefined, 1]]);
  });
});

describe("a stream of the SDK's helpers", () => {
  const helpers: readonly (readonly [string, (model: string) => Helper, readonly number[]])[] = [
    [
      'messages',
      (model) => {
        const stream = anthropic.messages.stream(message(model));
        return { stream, final: () => stream.finalMessage(), abort: () => stream.abort() };
      },
      [1211, 5],
    ],
    [
      'completions',
      (model) => {
        const stream = openai.chat.completions.stream({
          ...chat(model),
          stream_options: { include_usage: true },
        });
        return { stream, final: () => stream.finalChatCompletion(), abort: () => stream.abort() };
      },
      [100, 20],
    ],
    [
      'responses',
      (model) => {
        const stream = openai.responses.stream({ model, input: 'Hello' });
        return { stream, final: () => stream.finalResponse(), abort: () => stream.abort() };
      },
      [300, 70],
    ],
  ];

  interface Helper {
    readonly stream: AsyncIterable<unknown>;
    final(): Promise<unknown>;
    abort(): void;
  }

  describe.each(helpers)('of %s', (what, make, [input, output]) => {
    const track = (name: string, wish: string) => {
      const helper = make(wish);
      expect(ai('p', `${what} ${name}`).track(() => helper.stream)).toBe(helper.stream);
      return { ...helper, model: `${what} ${name}` };
    };

    it('counts when all is said, without being iterated', async () => {
      const { model, final } = track('said', 'answer');
      expect(JSON.stringify(await final())).toContain('H');
      expect(callsOf(model)).toEqual([['chat', undefined, 1]]);
      expect(tokensOf(model)).toEqual({ input: [1, input], output: [1, output] });
    });

    it('counts once when it is iterated and asked for all', async () => {
      const { model, final, stream } = track('both', 'answer');
      const [events] = await Promise.all([all(stream), final()]);
      expect(events.length).toBeGreaterThan(2);
      expect(callsOf(model)).toEqual([['chat', undefined, 1]]);
      expect(tokensOf(model)).toEqual({ input: [1, input], output: [1, output] });
    });

    it('is a failure where it is refused', async () => {
      const { model, final } = track('refused', 'refuse');
      await expect(final()).rejects.toThrow('429');
      await new Promise(setImmediate);
      expect(callsOf(model)).toEqual([['chat', '429', 1]]);
    });

    it('leaves a failure that nobody handles unhandled', async () => {
      const unhandled: unknown[] = [];
      const before = process.rawListeners(
        'unhandledRejection',
      ) as NodeJS.UnhandledRejectionListener[];
      process.removeAllListeners('unhandledRejection');
      process.on('unhandledRejection', (error) => unhandled.push(error));
      try {
        const { model } = track('unhandled', 'refuse');
        await expect.poll(() => callsOf(model)).toEqual([['chat', '429', 1]]);
        await new Promise(setImmediate);
        expect(unhandled.map((error) => (error as { status?: number }).status)).toEqual([429]);
      } finally {
        process.removeAllListeners('unhandledRejection');
        for (const listener of before) process.on('unhandledRejection', listener);
      }
    });

    it('is no failure where the app leaves it', async () => {
      const { model, stream } = track('left', 'endless');
      for await (const _event of stream) break;
      await expect.poll(() => callsOf(model)).toEqual([['chat', undefined, 1]]);
    });

    it('counts at once where it has ended before', async () => {
      const helper = make('answer');
      await helper.final();
      await new Promise(setImmediate);
      ai('p', `${what} over`).track(() => helper.stream);
      expect(callsOf(`${what} over`)).toEqual([['chat', undefined, 1]]);
    });
  });
});

describe('costs', () => {
  const prices = { input: 2.5, output: 10, cachedInput: 1.25 };

  it('are there from the start, at 0', () => {
    ai('p', 'begun', { prices: { ...prices, currency: 'EUR' } });
    expect(costsOf('begun')).toEqual([['p', 'EUR', 0]]);
  });

  it('add up what the calls used', async () => {
    const model = ai('p', 'priced', { prices });
    await model.track(() => openai.chat.completions.create(chat('answer')));
    await all(
      await model.track(() =>
        openai.chat.completions.create({
          ...chat('answer'),
          stream: true,
          stream_options: { include_usage: true },
        }),
      ),
    );
    const one = (60 * 2.5 + 40 * 1.25 + 20 * 10) / 1e6;
    expect(costsOf('priced')).toEqual([['p', 'USD', expect.closeTo(2 * one, 12)]]);
  });

  it('are not there where no prices are', async () => {
    await ai('p', 'unpriced').track(() => openai.chat.completions.create(chat('answer')));
    expect(costsOf('unpriced')).toEqual([]);
  });

  it('stay those of the start, whatever becomes of the object', async () => {
    const changing = { input: 1, output: 0 };
    const model = ai('p', 'kept', { prices: changing });
    changing.input = Number.NaN;
    model.track(() => ({ usage: { prompt_tokens: 1e6 } }));
    expect(costsOf('kept')).toEqual([['p', 'USD', 1]]);
  });
});

describe('bad input', () => {
  it.each([
    ['an empty provider', '', 'm', {}],
    ['no model', 'p', undefined, {}],
    ['a negative price', 'p', 'm', { prices: { input: -1, output: 1 } }],
    ['an unknown option', 'p', 'm', { price: {} }],
    ['options that are none', 'p', 'm', null],
  ])('is refused: %s', (_what, provider, model, options) => {
    expect(() => ai(provider, model as string, options as object)).toThrow(
      expect.objectContaining({ code: 'ACME_METRICS_INVALID_INSTRUMENT' }),
    );
  });

  it('of a call costs nothing but its number', () => {
    const model = ai('p', 'odd');
    expect(model.track(() => 5, null as never)).toBe(5);
    expect(model.track(() => 6, { operation: 7 as never })).toBe(6);
    expect(callsOf('odd')).toContainEqual(['chat', undefined, 1]);
  });
});

it('two of one name measure into one', () => {
  for (const answer of [1, 2]) ai('p', 'twice').track(() => answer);
  expect(callsOf('twice')).toEqual([['chat', undefined, 2]]);
});

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

async function settled(call: () => unknown): Promise<{ failed: boolean; error?: unknown }> {
  try {
    await call();
    return { failed: false };
  } catch (error) {
    return { failed: true, error };
  }
}

function className(error: unknown): unknown {
  return error instanceof Error ? error.constructor.name : error;
}

async function collectGarbage(): Promise<void> {
  const { setFlagsFromString } = await import('node:v8');
  const { runInNewContext } = await import('node:vm');
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < 5; round += 1) {
    await new Promise(setImmediate);
    collect();
  }
}
