import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';

/**
 * Who gets an answer. `anyone`: every client, without a token. `scraper`: every client, with the
 * token where one is configured. `local`: like `scraper`, but beyond loopback only with a token.
 */
export type Audience = 'anyone' | 'scraper' | 'local';

/** One resource of the endpoint, for GET and HEAD. Paths are exact: `/metrics/` is another one. */
export interface Route {
  /** Its last part may be `{name}`, which stands for any part of a path. */
  readonly path: string;
  /** One sentence for the index. */
  readonly summary: string;
  readonly audience: Audience;
  /** `name` is what stood in the place of `{name}`, decoded. */
  answer(request: IncomingMessage, name?: string): Answer | Promise<Answer>;
}

export interface Match {
  readonly route: Route;
  readonly name?: string;
}

const NAME = '{name}';

/** The route of a path: one that is the path itself before one with a name in it. */
export function routeFor(routes: readonly Route[], path: string): Match | undefined {
  const exact = routes.find((route) => route.path === path);
  if (exact !== undefined) return { route: exact };
  const slash = path.lastIndexOf('/') + 1;
  const route = routes.find((one) => one.path === path.slice(0, slash) + NAME);
  const name = decoded(path.slice(slash));
  return route === undefined || name === undefined ? undefined : { route, name };
}

/** `undefined` for no text, and for one that is no percent-encoded one. */
function decoded(part: string): string | undefined {
  try {
    return part === '' ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
