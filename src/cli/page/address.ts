import { CommandFailure } from '../command.ts';
import { legible } from '../legible.ts';

const ALLOWED = 'a port, host:port, or a URL of http or https, e.g. http://localhost:9464/metrics';
const METRICS_PATH = '/metrics';

/** The page that an address means: `9464`, `localhost:9464`, `http://host:9464` or the whole URL. */
export function parseAddress(typed: string): URL {
  const text = typed.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${withHost(text)}`;
  const url = URL.parse(whole);
  const isWeb = url !== null && /^https?:$/.test(url.protocol) && url.hostname !== '';
  if (!isWeb) throw new CommandFailure(`the address is not ${ALLOWED}`, 2);
  if (url.port === '0') throw new CommandFailure('port 0 is no port that anybody listens on', 2);
  if (url.pathname === '/') url.pathname = METRICS_PATH;
  url.hash = '';
  return url;
}

function withHost(text: string): string {
  return /^:?\d+(\/|$)/.test(text) ? `localhost:${text.replace(/^:/, '')}` : text;
}

/** An address as it may be shown: no user, no password, and nothing of the query, which may be a token. */
export function shownAddress({ origin, pathname }: URL): string {
  return legible(`${origin}${pathname}`);
}

/** Another path of the endpoint that has a page. */
export function besidePage(page: URL, path: string): URL {
  const url = new URL(page);
  url.pathname = path;
  url.search = '';
  return url;
}
