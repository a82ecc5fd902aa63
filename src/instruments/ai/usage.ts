import { isObject, peekOwn } from '../calls/peek.ts';

/** What a call used; `undefined` where nobody said. */
export interface Tokens {
  /** All that were read, from the provider's cache or not: the conventions count both. */
  readonly input: number | undefined;
  readonly output: number | undefined;
  /** Of the input, what the cache gave. */
  readonly cachedInput: number;
  /** Of the input, what was written to the cache. */
  readonly cacheWrites: number;
}

/** The counts of a usage, each where one shape of answers has it. */
interface Shape {
  readonly input: string;
  readonly output: string;
  readonly cached: string;
  readonly written: string;
  /** Beside the input, not within. */
  readonly cachedApart?: string;
  readonly writtenApart?: string;
}

type Counts = { -readonly [K in keyof Required<Shape>]?: number };

/** OpenAI's chat completions and embeddings, and of who answers as they do. */
const COMPLETIONS: Shape = {
  input: 'prompt_tokens',
  output: 'completion_tokens',
  cached: 'prompt_tokens_details.cached_tokens',
  written: 'prompt_tokens_details.cache_write_tokens',
};

/** OpenAI's responses and Anthropic's messages, of which the latter count cached input apart. */
const MESSAGES: Shape = {
  input: 'input_tokens',
  output: 'output_tokens',
  cached: 'input_tokens_details.cached_tokens',
  written: 'input_tokens_details.cache_write_tokens',
  cachedApart: 'cache_read_input_tokens',
  writtenApart: 'cache_creation_input_tokens',
};

/**
 * Where a usage stands: in an answer or chunk itself, in the `message` or `response` that a stream's
 * event tells of, in the `data` of an HTTP client's answer.
 */
const HOLDERS = ['message', 'response', 'data'];

/** Reads what was used from an answer, or from the events of a stream: each tells the sum so far. */
export class Usage {
  readonly #counts: Counts = {};

  see(item: unknown): void {
    for (const holder of [item, ...HOLDERS.map((key) => peekOwn(item, key))]) {
      const usage = peekOwn(holder, 'usage');
      if (isObject(usage)) Object.assign(this.#counts, countsIn(usage));
    }
  }

  tokens(): Tokens {
    const {
      input,
      output,
      cached = 0,
      written = 0,
      cachedApart = 0,
      writtenApart = 0,
    } = this.#counts;
    return {
      input: input === undefined ? undefined : input + cachedApart + writtenApart,
      output,
      cachedInput: cached + cachedApart,
      cacheWrites: written + writtenApart,
    };
  }
}

function countsIn(usage: object): Counts {
  const shape = countAt(usage, COMPLETIONS.input) === undefined ? MESSAGES : COMPLETIONS;
  const counts: Counts = {};
  for (const key of Object.keys(shape) as (keyof Shape)[]) {
    const count = countAt(usage, shape[key] as string);
    if (count !== undefined) counts[key] = count;
  }
  return counts;
}

function countAt(usage: object, path: string): number | undefined {
  const count = path.split('.').reduce<unknown>(peekOwn, usage);
  return typeof count === 'number' && count >= 0 && count < Infinity ? count : undefined;
}
