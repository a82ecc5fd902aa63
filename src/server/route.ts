import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Answer } from './answer.ts';

/**
 * Who gets an answer. `anyone`: every client, without a token. `scraper`: every client, with the
 * token where one is configured. `local`: like `scraper`, but beyond loopback only with a token.
 * `viewer`: where `local` routes are, but without the token, since a browser that opens a page sends
 * none: for what has no data in it.
 */
export type Audience = 'anyone' | 'scraper' | 'local' | 'viewer';

/** What a route answers where it says nothing else. */
const READING: readonly string[] = ['GET', 'HEAD'];

/** One resource of the endpoint. Paths are exact: `/metrics/` is another one. */
export interface Route {
  /** Default: GET, and HEAD like it. */
  readonly method?: 'POST';
  /** Its last part may be `{name}`, which stands for any part of a path. */
  readonly path: string;
  /** One sentence for the index. */
  readonly summary: string;
  readonly audience: Audience;
  /** Of which requests alone it is the route; another one may have the path for the rest. Default: all. */
  readonly isFor?: (headers: IncomingHttpHeaders) => boolean;
  /** `name` is what stood in the place of `{name}`, decoded. */
  answer(request: IncomingMessage, name?: string): Answer | Promise<Answer>;
}

export interface Match {
  readonly route: Route;
  readonly name?: string;
}

const NAME = '{name}';

/** What a route answers. */
export function methodsOf({ method }: Route): readonly string[] {
  return method === undefined ? READING : [method];
}

/**
 * The route of a path: one that is the path itself before one with a name in it, and one for the
 * method before any.
 */
export function routeFor(
  routes: readonly Route[],
  path: string,
  method: string,
): Match | undefined {
  const matches = matchesOf(routes, path);
  return matches.find(({ route }) => methodsOf(route).includes(method)) ?? matches[0];
}

function matchesOf(routes: readonly Route[], path: string): Match[] {
  const exact = routes.filter((route) => route.path === path);
  const slash = path.lastIndexOf('/') + 1;
  const name = decoded(path.slice(slash));
  const pattern = path.slice(0, slash) + NAME;
  const named = name === undefined ? [] : routes.filter((route) => route.path === pattern);
  return [
    ...exact.map((route) => ({ route })),
    ...named.map((route) => ({ route, ...(name !== undefined && { name }) })),
  ];
}

/** `undefined` for no text, and for one that is no percent-encoded one. */
function decoded(part: string): string | undefined {
  try {
    return part === '' ? undefined : decodeURIComponent(part);
  } catch {
    return undefined;
  }
}
