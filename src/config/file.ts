import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, extname, resolve } from 'node:path';
import { requireChunk } from '../foundation/chunks.ts';
import { isThere } from '../foundation/is-there.ts';
import { isPlainObject } from './plain-object.ts';
import type { YamlChunk } from './yaml.ts';

type Settings = Readonly<Record<string, unknown>>;

export interface ConfigFile {
  /** Name for messages; empty where there is no file. */
  readonly name: string;
  readonly settings: Settings;
  /** Settings by the value of NODE_ENV, over the file's own. */
  readonly environments: Readonly<Record<string, Settings>>;
  readonly problems: readonly string[];
}

/** Looked for in the working directory, in this order. */
const FILE_NAMES = ['json', 'yaml', 'yml', 'mjs'].map((ending) => `otel-metrics.config.${ending}`);
const NO_FILE: ConfigFile = { name: '', settings: {}, environments: {}, problems: [] };

/** Reads the file that `path` names, or the one in `folder`. Never throws. */
export function readConfigFile(path: string | undefined, folder: string): ConfigFile {
  const named = path !== undefined && path.trim() !== '';
  const file = named
    ? resolve(folder, path.trim())
    : FILE_NAMES.map((name) => resolve(folder, name)).find(isThere);
  if (file === undefined) return NO_FILE;
  const name = basename(file);
  try {
    return toConfigFile(name, readValue(file));
  } catch (error) {
    const reason = errorKind(error);
    const allowed = 'a readable .json, .yaml or .mjs file that holds an object';
    return {
      ...NO_FILE,
      problems: [`config file ${name} is not ${allowed} (${reason}); it was left out`],
    };
  }
}

function readValue(file: string): unknown {
  switch (extname(file)) {
    case '.yaml':
    case '.yml':
      return requireChunk<YamlChunk>('yaml').parseYaml(readFileSync(file, 'utf8'));
    case '.mjs': {
      const module = createRequire(file)(file) as { default?: unknown };
      return module.default;
    }
    default:
      return JSON.parse(readFileSync(file, 'utf8'));
  }
}

function toConfigFile(name: string, value: unknown): ConfigFile {
  if (!isPlainObject(value)) throw new TypeError('not an object');
  const { environments = {}, ...settings } = value;
  if (!isPlainObject(environments) || !Object.values(environments).every(isPlainObject)) {
    const allowed = 'an object of objects keyed by NODE_ENV';
    return {
      name,
      settings,
      environments: {},
      problems: [`${name}: environments is not ${allowed}; it was left out`],
    };
  }
  return { name, settings, environments: environments as Record<string, Settings>, problems: [] };
}

/** An error's code or class. Never its message: that may quote the file, and so a secret. */
function errorKind(error: unknown): string {
  const { code, name } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  return String(code ?? name ?? 'an error');
}
