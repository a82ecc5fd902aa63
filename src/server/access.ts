import type { IncomingHttpHeaders } from 'node:http';
import { hostname } from 'node:os';
import type { Config } from '../config/options.ts';
import { type Answer, plain } from './answer.ts';
import { hostOf } from './authority.ts';
import { type CheckToken, createTokenCheck } from './bearer-token.ts';
import { isLoopbackName } from './loopback.ts';
import type { Audience } from './route.ts';

/** The names by which containers reach the machine that runs them. */
const CONTAINER_HOSTS = ['host.docker.internal', 'host.containers.internal'];

/** Methods that change nothing. */
const READING = ['GET', 'HEAD'];

/** What the rules look at. */
export interface Visit {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  /** Host that the request is for, empty where it names none. */
  readonly host: string;
  /** Of what stands at the path; `undefined` where nothing does. */
  readonly audience: Audience | undefined;
  /** Whether the endpoint is bound to loopback only. */
  readonly onLoopback: boolean;
}

/** The refusal of a visit that the rules forbid; `undefined` lets it pass. */
export type Access = (visit: Visit) => Promise<Answer | undefined>;

/**
 * The rules in front of every route:
 * - On loopback, or with a list of hosts, the host must be known. Otherwise a web page could point
 *   a name of its own at 127.0.0.1 and read the metrics through its visitor (DNS rebinding).
 * - Nothing for requests that pages of other sites make; following a link is none of these. What
 *   changes something is for no page but the endpoint's own: not for one on another port, nor by a
 *   form.
 * - With a token file, all but `anyone` and `viewer` routes need the token.
 * - Beyond loopback without one, there are no `local` and no `viewer` routes.
 */
export function createAccess({ allowedHosts, bearerTokenFile }: Config): Access {
  const isKnownHost = knownHosts(allowedHosts);
  const checkToken = bearerTokenFile === '' ? undefined : createTokenCheck(bearerTokenFile);
  return async (visit) => {
    const { host, onLoopback } = visit;
    if ((onLoopback || allowedHosts.length > 0) && !isKnownHost(host)) {
      return plain(421, 'This host is not served here; ACME_METRICS_ALLOWED_HOSTS can add it.');
    }
    if (isForeign(visit)) return plain(403, 'Requests by pages of other sites are refused.');
    return admission(visit, checkToken);
  };
}

/** By whom the route is for. */
async function admission(
  { audience, headers, onLoopback }: Visit,
  checkToken: CheckToken | undefined,
): Promise<Answer | undefined> {
  if (audience === 'anyone') return undefined;
  if (checkToken === undefined)
    return onLoopback || audience === 'scraper' ? undefined : notFound();
  return audience === 'viewer' ? undefined : tokenRefusal(checkToken, headers);
}

export function notFound(): Answer {
  return plain(404, 'Not found.');
}

async function tokenRefusal(
  checkToken: CheckToken,
  { authorization }: IncomingHttpHeaders,
): Promise<Answer | undefined> {
  switch (await checkToken(authorization)) {
    case 'accepted':
      return undefined;
    case 'refused':
      return plain(401, 'A bearer token is needed.', { 'WWW-Authenticate': 'Bearer' });
    case 'unavailable':
      return plain(503, 'No bearer token is set up.');
  }
}

function knownHosts(allowed: readonly string[]): (host: string) => boolean {
  const names = [hostname(), ...CONTAINER_HOSTS, ...allowed].map(hostOf);
  return (host) => isLoopbackName(host) || names.includes(host);
}

/** As browsers mark it: by Fetch Metadata, which older ones lack, and by Origin. */
function isForeign({ method, headers }: Visit): boolean {
  if (!READING.includes(method) && !isOwnOrigin(headers)) return true;
  if (headers['sec-fetch-site'] !== 'cross-site') return false;
  // What one navigates to, no other page can read.
  return headers['sec-fetch-mode'] !== 'navigate' || headers['sec-fetch-dest'] !== 'document';
}

/** No page at all, the endpoint's own, or what a person does with the browser itself. */
function isOwnOrigin({ origin, host = '', ...headers }: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'] ?? 'none';
  if (site !== 'none' && site !== 'same-origin') return false;
  return origin === undefined || origin.toLowerCase() === `http://${host.toLowerCase()}`;
}
