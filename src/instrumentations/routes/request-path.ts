interface PathRequest {
  readonly url?: string | undefined;
  readonly originalUrl?: unknown;
}

/**
 * The path that the client asked for, without query. Frameworks shorten `url` on the way and keep
 * the whole in `originalUrl`. A proxy's request carries scheme and host, which are left off.
 */
export function pathOf({ originalUrl, url = '/' }: PathRequest): string {
  const whole = typeof originalUrl === 'string' ? originalUrl : url;
  const end = whole.search(/[?#]/);
  const path = end < 0 ? whole : whole.slice(0, end);
  return path.startsWith('/') ? path : path.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '') || '/';
}
