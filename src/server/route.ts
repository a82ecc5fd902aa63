import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';

/**
 * Who gets an answer. `anyone`: every client, without a token. `scraper`: every client, with the
 * token where one is configured. `local`: like `scraper`, but beyond loopback only with a token.
 */
export type Audience = 'anyone' | 'scraper' | 'local';

/** One resource of the endpoint, for GET and HEAD. Paths are exact: `/metrics/` is another one. */
export interface Route {
  readonly path: string;
  /** One sentence for the index. */
  readonly summary: string;
  readonly audience: Audience;
  answer(request: IncomingMessage): Answer | Promise<Answer>;
}
