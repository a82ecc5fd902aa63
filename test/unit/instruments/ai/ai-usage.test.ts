import { describe, expect, it } from 'vitest';
import { checkPrices, costOf } from '../../../../src/instruments/ai/prices.ts';
import { Usage } from '../../../../src/instruments/ai/usage.ts';

const tokensOf = (...items: readonly unknown[]) => {
  const usage = new Usage();
  for (const item of items) usage.see(item);
  return usage.tokens();
};

const NOTHING = { input: undefined, output: undefined, cachedInput: 0, cacheWrites: 0 };

describe('what an answer says that it used', () => {
  it.each([
    [
      'a chat completion',
      { usage: { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 } },
      { input: 100, output: 20 },
    ],
    [
      'a completion with cached input, which is part of the input',
      {
        usage: {
          prompt_tokens: 100,
          completion_tokens: 20,
          prompt_tokens_details: { cached_tokens: 64, audio_tokens: 0 },
        },
      },
      { input: 100, output: 20, cachedInput: 64 },
    ],
    ['embeddings', { usage: { prompt_tokens: 8, total_tokens: 8 } }, { input: 8 }],
    [
      'a response of OpenAI',
      {
        usage: {
          input_tokens: 300,
          output_tokens: 70,
          input_tokens_details: { cached_tokens: 200, cache_write_tokens: 50 },
        },
      },
      { input: 300, output: 70, cachedInput: 200, cacheWrites: 50 },
    ],
    [
      'a message of Anthropic, whose cached input is beside the input',
      {
        usage: {
          input_tokens: 11,
          output_tokens: 5,
          cache_read_input_tokens: 1000,
          cache_creation_input_tokens: 200,
        },
      },
      { input: 1211, output: 5, cachedInput: 1000, cacheWrites: 200 },
    ],
    [
      'a proxy that has both shapes, whose input is whole',
      {
        usage: {
          prompt_tokens: 1211,
          completion_tokens: 5,
          cache_read_input_tokens: 1000,
          prompt_tokens_details: { cached_tokens: 1000 },
        },
      },
      { input: 1211, output: 5, cachedInput: 1000 },
    ],
    [
      'an answer in the data of an HTTP client',
      { status: 200, data: { usage: { prompt_tokens: 1, completion_tokens: 2 } } },
      { input: 1, output: 2 },
    ],
    ['no output', { usage: { input_tokens: 3, output_tokens: 0 } }, { input: 3, output: 0 }],
    ['counts that are none', { usage: { input_tokens: -1, output_tokens: Number.NaN } }, {}],
    ['counts as texts', { usage: { prompt_tokens: '5', completion_tokens: Infinity } }, {}],
    ['a usage that is none', { usage: 7 }, {}],
    ['null', null, {}],
    ['nothing', undefined, {}],
    ['a text', 'usage', {}],
  ])('%s', (_what, answer, tokens) => {
    expect(tokensOf(answer)).toEqual({ ...NOTHING, ...tokens });
  });

  it('runs no getter: one of a result may begin to read its stream', () => {
    let runs = 0;
    const lazy = {
      get usage() {
        runs += 1;
        return { prompt_tokens: 1 };
      },
    };
    expect([tokensOf(lazy), runs]).toEqual([NOTHING, 0]);
  });

  it('is nothing where it can not be read', () => {
    const hostile = new Proxy(
      {},
      {
        getOwnPropertyDescriptor() {
          throw new Error('hands off');
        },
      },
    );
    expect(tokensOf(hostile, { usage: hostile })).toEqual(NOTHING);
  });
});

describe('what the events of a stream say', () => {
  it('is what the last one says: each tells the sum so far', () => {
    const chunk = (prompt_tokens: number, completion_tokens: number) => ({
      usage: { prompt_tokens, completion_tokens },
    });
    expect(tokensOf(chunk(9, 1), { usage: null }, chunk(9, 4))).toMatchObject({
      input: 9,
      output: 4,
    });
  });

  it('is what each says that says it, of Anthropic', () => {
    const start = {
      type: 'message_start',
      message: { usage: { input_tokens: 11, output_tokens: 1, cache_read_input_tokens: 30 } },
    };
    const delta = { type: 'message_delta', usage: { input_tokens: null, output_tokens: 8 } };
    expect(tokensOf(start, delta)).toEqual({
      ...{ input: 41, output: 8, cachedInput: 30, cacheWrites: 0 },
    });
  });

  it('is what the response says, of the responses API', () => {
    const usage = { input_tokens: 3, output_tokens: 4 };
    expect(tokensOf({ response: { usage: null } }, { response: { usage } })).toMatchObject({
      input: 3,
      output: 4,
    });
  });
});

describe('what a call costs', () => {
  const used = { input: 1000, output: 100, cachedInput: 600, cacheWrites: 300 };

  it.each([
    ['by two prices', { input: 2, output: 10 }, 0.003],
    ['with a price of cached input', { input: 2, output: 10, cachedInput: 1 }, 0.0024],
    [
      'with a price of writing to the cache',
      { input: 2, output: 10, cachedInput: 1, cacheWrites: 4 },
      0.003,
    ],
    ['for nothing', { input: 0, output: 0 }, 0],
  ])('%s', (_what, prices, cost) => {
    expect(costOf(used, prices)).toBeCloseTo(cost, 12);
  });

  it('is unknown where nobody said what it used', () => {
    expect(costOf(tokensOf({}), { input: 2, output: 10 })).toBeUndefined();
  });

  it('is never below nothing, also where the cache gave more than there was', () => {
    const odd = { input: 10, output: undefined, cachedInput: 50, cacheWrites: 0 };
    expect(costOf(odd, { input: 2, output: 10, cachedInput: 0 })).toBe(0);
  });
});

describe('prices', () => {
  it.each([
    [{ input: 1, output: 2 }],
    [{ input: 0, output: 0, cachedInput: 0, cacheWrites: 0, currency: 'EUR' }],
    [{ input: 1, output: 2, cachedInput: undefined, currency: undefined }],
  ])('are taken: %j', (prices) => {
    expect(() => checkPrices(prices)).not.toThrow();
  });

  it.each([
    [{ input: -1, output: 2 }, "'input'"],
    [{ input: 1 }, "'output'"],
    [{ output: 1 }, "'input'"],
    [{ input: 1, output: Number.NaN }, "'output'"],
    [{ input: '1', output: 1 }, "'input'"],
    [{ input: 1, output: 1, cachedInput: -0.1 }, "'cachedInput'"],
    [{ input: 1, output: 1, cacheWrites: Infinity }, "'cacheWrites'"],
    [{ input: 1, output: 1, currency: 'dollar' }, 'currency'],
    [{ input: 1, output: 1, currency: 5 }, 'currency'],
    [{ input: 1, output: 1, cached: 1 }, "'cached'"],
    [null, 'object'],
    [5, 'object'],
  ])('are refused: %j', (prices, named) => {
    expect(() => checkPrices(prices)).toThrow(
      expect.objectContaining({
        code: 'ACME_METRICS_INVALID_INSTRUMENT',
        message: expect.stringContaining(named),
      }),
    );
  });
});
