import { loadConfig } from '../../config/load.ts';
import { OPTIONS } from '../../config/options.ts';
import { nameOf } from '../../server/address.ts';
import { isLoopbackName } from '../../server/loopback.ts';
import type { Call } from '../command.ts';
import { parseAddress } from './address.ts';

/** Whose page is meant, and the token for it. */
export interface Endpoint {
  readonly url: URL;
  readonly tokenFile: string | undefined;
}

/** Addresses that one binds and nobody can ask. */
const ANY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/**
 * The page that a call means: the address that was typed, else the one that the configuration of this
 * folder and environment leads to. The configured token is for that endpoint alone: nobody else gets
 * it.
 */
export function endpointOf(
  { env, folder, values }: Pick<Call, 'env' | 'folder' | 'values'>,
  typed: string | undefined,
): Endpoint {
  const { host, port, bearerTokenFile } = loadConfig({ env, folder }).config;
  const bound = { host: ANY_ADDRESS[host] ?? host, port: port || OPTIONS.port.default };
  const own = parseAddress(nameOf(bound));
  const url = typed === undefined ? own : parseAddress(typed);
  const configured = isSame(url, own) ? bearerTokenFile || undefined : undefined;
  return { url, tokenFile: textOf(values['token-file']) ?? configured };
}

function isSame(one: URL, other: URL): boolean {
  if (one.origin === other.origin) return true;
  const [a, b] = [one, other].map(({ hostname }) => hostname.replace(/^\[|\]$/g, ''));
  return one.port === other.port && isLoopbackName(a ?? '') && isLoopbackName(b ?? '');
}

/** The value of an option that takes one text. */
export function textOf(value: Call['values'][string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
