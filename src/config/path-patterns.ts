import { match, parse } from 'path-to-regexp';

/** The template of the first pattern that a path matches. */
export type MatchPath = (path: string) => string | undefined;

/** The part of the build that knows path-to-regexp's syntax; loaded only where patterns are set. */
export interface PathPatternsChunk {
  isPathPattern(text: string): boolean;
  createMatchPath(patterns: readonly string[]): MatchPath;
}

export function isPathPattern(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

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
