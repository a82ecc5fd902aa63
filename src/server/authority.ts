import type { IncomingMessage } from 'node:http';

const AUTHORITY = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{0,5})?$/;

/** The host of `host[:port]` without brackets, trailing dot or capitals; else `undefined`. */
export function hostOf(authority: string): string | undefined {
  const [, address, name] = AUTHORITY.exec(authority.toLowerCase()) ?? [];
  return address ?? name?.replace(/\.$/, '');
}

/** Where a request says that it goes; the host is empty where it names none. */
export interface Target {
  readonly host: string;
  readonly path: string;
}

/**
 * Reads the request line and the Host header. An absolute URL wins over Host (RFC 9112, 3.2.2);
 * two Host lines, or one that is no authority, make it malformed (3.2): `undefined`.
 */
export function targetOf(request: IncomingMessage): Target | undefined {
  const { url = '', headers, headersDistinct } = request;
  // A server of HTTP/2 has no distinct headers, and the host in a header of its own.
  const hosts = headersDistinct?.host ?? [headers[':authority'] ?? headers.host ?? []].flat();
  const [authority = '', ...more] = hosts;
  const host = authority === '' ? '' : hostOf(authority);
  if (host === undefined || more.length > 0) return undefined;
  const absolute = /^https?:\/\/([^/?#]*)([^?#]*)/i.exec(url);
  if (absolute === null) return { host, path: url.replace(/[?#].*$/s, '') };
  const named = hostOf(absolute[1] ?? '');
  return named === undefined ? undefined : { host: named, path: absolute[2] || '/' };
}
