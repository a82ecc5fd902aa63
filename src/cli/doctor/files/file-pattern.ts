import { readdirSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';

/**
 * The files that a path of a configuration of Prometheus's means, from the folder of the file that has
 * it; its last part may have `*` and `?` in it. Empty where there are none.
 */
export function filesOf(pattern: string, folder: string): readonly string[] {
  const path = isAbsolute(pattern) ? pattern : join(folder, pattern);
  const name = basename(path);
  if (!/[*?]/.test(name)) return [path];
  const fits = new RegExp(`^${[...name].map(part).join('')}$`);
  try {
    const names = readdirSync(dirname(path)).filter((entry) => fits.test(entry));
    return names.sort().map((entry) => join(dirname(path), entry));
  } catch {
    return [];
  }
}

function part(character: string): string {
  if (character === '*') return '[^/]*';
  return character === '?' ? '[^/]' : character.replace(/[^\w]/, '\\$&');
}
