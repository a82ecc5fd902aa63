import { type Config, OPTIONS } from '../config/options.ts';
import { warn } from '../foundation/log.ts';
import type { Collect } from '../pipeline/collection.ts';
import { createAccess } from './access.ts';
import { nameOf } from './address.ts';
import { isInContainer } from './container.ts';
import { createServers } from './http-server.ts';
import { createListener } from './listener.ts';
import { Opening } from './opening.ts';
import { createTextPage, type Page } from './page.ts';
import { healthRoute } from './routes/health.ts';
import { indexRoute } from './routes/index.ts';
import { metricsRoute } from './routes/metrics.ts';

export interface EndpointOptions {
  readonly config: Config;
  readonly collect: Collect;
  /** Writes /metrics in place of our own page. */
  readonly page?: Page | undefined;
  /** Whether the user named the host, so that a container's user needs no hint. */
  readonly hostIsChosen?: boolean;
}

export interface Endpoint {
  /** `http://localhost:9464`, without a path; `undefined` while the port is not open. */
  url(): string | undefined;
  /** The port that is open, also where the system chose it. */
  port(): number | undefined;
  /** Settles when the port is open or the first attempt has failed; never rejects. */
  readonly ready: Promise<void>;
  /** Closes the port and every connection; once settled, the port can be opened again. */
  stop(): Promise<void>;
}

/**
 * Opens the endpoint. What goes wrong is said once and leaves the app alone; nothing here keeps the
 * process alive.
 */
export function startEndpoint(options: EndpointOptions): Endpoint {
  const { config, collect, page } = options;
  const host = config.host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const routes = [metricsRoute(page ?? createTextPage(collect, config)), healthRoute()];
  const listener = createListener({
    routes: [indexRoute(routes), ...routes],
    access: createAccess(config),
    onLoopback: () => opening.binding?.onLoopback ?? true,
  });
  const opening = new Opening({ host, port: config.port }, createServers(listener));
  return {
    url: () => urlOf(host, opening.binding?.port),
    port: () => opening.binding?.port,
    ready: opening.open().then(() => {
      if (opening.binding !== undefined && options.hostIsChosen !== true) hintAtContainer(config);
    }),
    stop: () => opening.close(),
  };
}

function urlOf(host: string, port: number | undefined): string | undefined {
  if (port === undefined) return undefined;
  const isWildcard = host === '0.0.0.0' || host === '::';
  return `http://${nameOf({ host: isWildcard ? 'localhost' : host, port })}`;
}

/** A container's loopback is its own: nothing outside of it can scrape. */
function hintAtContainer({ host }: Config): void {
  if (host !== OPTIONS.host.default || !isInContainer()) return;
  warn(
    'container',
    `metrics are served inside this container only: set ${OPTIONS.host.env}=0.0.0.0`,
  );
}
