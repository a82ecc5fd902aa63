import { match } from 'path-to-regexp';

/** The template of the first pattern that a path matches. */
export type MatchPath = (path: string) => string | undefined;

/**
 * Routes for apps that know none: `patterns` in path-to-regexp's syntax, first match wins. A
 * trailing slash and the case of letters make no difference. Costs a regular expression per
 * pattern and request. Values of parameters are never looked at, nor decoded, so that malformed
 * percent-encoding is no error here.
 *
 * @throws {TypeError} for a text that is no pattern; the configuration lets none pass.
 */
export function createMatchPath(patterns: readonly string[]): MatchPath {
  const routes = patterns.map((pattern) => ({
    pattern,
    matches: match(pattern, { decode: false }),
  }));
  return (path) => routes.find(({ matches }) => matches(path))?.pattern;
}
