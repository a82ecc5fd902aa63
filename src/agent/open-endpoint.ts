import type { Config } from '../config/options.ts';
import { announce } from '../foundation/log.ts';
import {
  type Endpoint,
  type EndpointOptions,
  NO_ENDPOINT,
  startEndpoint,
} from '../server/server.ts';

const STDERR = 2;

/** Where the exporters name it: the endpoint for scrapes. */
export function openEndpoint(options: Omit<EndpointOptions, 'answersAtOnce'>): Endpoint {
  const { config } = options;
  if (!config.exporters.includes('prometheus')) return NO_ENDPOINT;
  return startEndpoint({ ...options, answersAtOnce: mayMissSomething(config) });
}

/** Whether answers rest on what the user has to provide: a token's file, OpenTelemetry's API. */
function mayMissSomething({ bearerTokenFile, pageEngine }: Config): boolean {
  return bearerTokenFile !== '' || pageEngine !== 'native';
}

export function pageUrl(endpoint: Endpoint): string | undefined {
  const url = endpoint.url();
  return url === undefined ? undefined : `${url}/metrics`;
}

/** On a terminal alone. */
export function announceUrl(endpoint: Endpoint): void {
  const url = pageUrl(endpoint);
  if (url !== undefined && process.getBuiltinModule('node:tty').isatty(STDERR))
    announce(`metrics on ${url}`);
}
