import type { RequestListener } from 'node:http';
import { type Config, OPTIONS } from '../config/options.ts';
import { attempt } from '../foundation/guard.ts';
import { warn } from '../foundation/log.ts';
import { nameOf } from './address.ts';
import { isInContainer } from './container.ts';
import { madeForRequests } from './first-request.ts';
import { PortOpener } from './port-opener.ts';
import { serverFactory } from './server-factory.ts';

export interface EndpointOptions {
  readonly config: Config;
  /** Makes what answers the requests; `onLoopback` says whether only this machine can ask. */
  readonly answers: (onLoopback: () => boolean) => RequestListener;
  /** Whether the answers are made at once, so that what they miss is said at the start. */
  readonly answersAtOnce: boolean;
  /** Whether the user named the host, so that a container's user needs no hint. */
  readonly hostIsChosen: boolean;
}

export interface Endpoint {
  /** `http://localhost:9464`, with the port that is open; `undefined` while none is. */
  url(): string | undefined;
  /** Settles when the port is open or the first attempt has failed; never rejects. */
  readonly ready: Promise<void>;
  /** Closes the port and every connection; once settled, the port can be opened again. */
  stop(): Promise<void>;
}

/** Where nobody is to scrape. */
export const NO_ENDPOINT: Endpoint = {
  url: () => undefined,
  ready: Promise.resolve(),
  stop: async () => {},
};

/**
 * Opens the endpoint. What goes wrong is said once and leaves the app alone; nothing here keeps the
 * process alive.
 */
export function startEndpoint(options: EndpointOptions): Endpoint {
  const { config, hostIsChosen } = options;
  const host = config.host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  const listener = madeForRequests(
    () => options.answers(() => opener.binding?.onLoopback ?? true),
    options.answersAtOnce,
  );
  const opener = new PortOpener({ host, port: config.port }, serverFactory(listener));
  return {
    url: () => urlOf(host, opener.binding?.port),
    ready: opener.open().then(() => {
      if (opener.binding === undefined || hostIsChosen) return;
      attempt('endpoint_error', 'looking for a container', () => hintAtContainer(config));
    }),
    stop: () => opener.close(),
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
