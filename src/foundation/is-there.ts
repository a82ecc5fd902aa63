import { existsSync } from 'node:fs';

/**
 * Whether something is at a path. Not where this process may not look: under Node's `--permission`
 * `existsSync` throws, which is none of its documented ways.
 */
export function isThere(path: string): boolean {
  try {
    return existsSync(path);
  } catch {
    return false;
  }
}
