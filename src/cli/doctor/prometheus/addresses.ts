import { isLoopbackName } from '../../../server/loopback.ts';

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Where a URL leads: a host without the brackets of IPv6, and a port in any case. */
export function placeOf({ hostname, port, protocol }: URL): Place {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: Number(port || (protocol === 'https:' ? 443 : 80)) };
}

/** The names by which a container reaches the machine that it is on. */
const CONTAINER_HOSTS = ['host.docker.internal', 'host.containers.internal'];

/** How sure it is that what is scraped is the app that was asked. */
export type Likeness = 'same' | 'likely' | 'other';

/**
 * Whether two addresses lead to one endpoint. A name is another one from elsewhere: in a network of
 * containers the app is called `app`, here it is `localhost`; the port is what both have.
 */
export function likenessOf(scraped: Place, app: Place): Likeness {
  if (scraped.port !== app.port) return 'other';
  if (isSameHost(scraped.host, app.host)) return 'same';
  return isHere(scraped.host) && !isHere(app.host) ? 'other' : 'likely';
}

export function isSameHost(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() || (isHere(one) && isHere(other));
}

/** Whether it means the machine on which it is said, or the container. */
export function isHere(host: string): boolean {
  return isLoopbackName(host) || CONTAINER_HOSTS.includes(host);
}

/** The best of the candidates; none where all are others. */
export function bestMatch<T extends Place>(candidates: readonly T[], app: Place): T | undefined {
  const by = (wanted: Likeness) => candidates.find((one) => likenessOf(one, app) === wanted);
  return by('same') ?? by('likely');
}
