import type { Slice } from '../exposition/slice.ts';

/** A text that is made while it is sent. */
export type Body = Generator<Slice, void, void>;

/** A body of which a part was taken already. */
export function* chained(beginning: readonly Slice[], rest: Body): Body {
  yield* beginning;
  yield* rest;
}

/** What a route says; `send.ts` turns it into bytes. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string | Body;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One plain line: refusals and failures. */
export function plain(status: number, line: string, headers: Answer['headers'] = {}): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${line}\n`, headers };
}

export function json(value: unknown): Answer {
  return { status: 200, contentType: 'application/json', body: `${JSON.stringify(value)}\n` };
}
