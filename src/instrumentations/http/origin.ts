/** Who was called: scheme, host and port, with a text that stands for all three. */
export interface Origin {
  readonly key: string;
  readonly scheme: 'http' | 'https';
  /** Host name or address, without the brackets of IPv6; or the path of a Unix socket. */
  readonly address: string;
  /** Absent with a Unix socket. */
  readonly port?: number;
}

const ORIGIN = /^(https?):\/\/(.*?)(?::(\d+))?$/;

/** The origin in a text like `https://api.example.com:8443`; `undefined` in any other text. */
export function parseOrigin(text: string): Origin | undefined {
  const [, scheme, host, port] = ORIGIN.exec(text) ?? [];
  if (scheme === undefined || host === undefined || host === '') return undefined;
  return toOrigin(scheme as 'http' | 'https', host, port === undefined ? undefined : Number(port));
}

/** The scheme's own port stands in for one that isn't given. */
export function toOrigin(
  scheme: 'http' | 'https',
  host: string,
  port = scheme === 'https' ? 443 : 80,
): Origin {
  const address = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  return { key: `${scheme}://${address}:${port}`, scheme, address, port };
}

/** A server on the same machine behind a Unix socket, which has no port. */
export function toSocketOrigin(scheme: 'http' | 'https', path: string): Origin {
  return { key: `${scheme}+unix:${path}`, scheme, address: path };
}
