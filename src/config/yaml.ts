import { parse } from 'yaml';

/** The part of the build that reads YAML; loaded only for a YAML config file. */
export interface YamlChunk {
  parseYaml(text: string): unknown;
}

export function parseYaml(text: string): unknown {
  // A warning of the parser would quote the file, and it may hold secrets; an error is thrown.
  return parse(text, { logLevel: 'error' });
}
