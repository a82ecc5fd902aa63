import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';

/**
 * Who gets an answer. `anyone`: every client, without a token. `scraper`: every client, with the
 * token where one is configured. `local`: like `scraper`, but beyond loopback only with a token.
 */
export type Audience = 'anyone' | 'scraper' | 'local';

/** One resource of the endpoint. Paths are exact: `/metrics/` is another one. */
export interface Route {
  /** A GET route answers HEAD, too. */
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** One sentence for the index. */
  readonly summary: string;
  readonly audience: Audience;
  answer(request: IncomingMessage): Answer | Promise<Answer>;
}

/** What stands at a path: the route for the method, if there is one, and the methods there are. */
export interface Place {
  readonly audience: Audience;
  readonly route: Route | undefined;
  /** As in the `Allow` header. */
  readonly allow: string;
}

export function findPlace(
  routes: readonly Route[],
  path: string,
  method: string,
): Place | undefined {
  const here = routes.filter((route) => route.path === path);
  const [first] = here;
  if (first === undefined) return undefined;
  const wanted = method === 'HEAD' ? 'GET' : method;
  return {
    audience: first.audience,
    route: here.find((route) => route.method === wanted),
    allow: here.map((route) => (route.method === 'GET' ? 'GET, HEAD' : route.method)).join(', '),
  };
}
