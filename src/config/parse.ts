import { requireChunk } from '../foundation/chunks.ts';
import { parseMetricRules } from './metric-rules.ts';
import type { OptionType } from './options.ts';
import {
  parseBaseEndpoint,
  parseEndpoint,
  parseExporters,
  parseHeaders,
  parseTimeout,
} from './otlp-values.ts';
import { PAIRS, toPairs } from './pairs.ts';
import type { Parsed } from './parsed.ts';
import type { PathPatternsChunk } from './path-patterns.ts';
import {
  parseBoolean,
  parseBuckets,
  parseChoice,
  parseInteger,
  parseList,
  toItems,
} from './values.ts';

/** Parses a raw value of a file or of code, or the text of a variable. Never throws. */
export function parseOption(type: OptionType, raw: unknown): Parsed {
  try {
    return parseKind(type, raw);
  } catch {
    // A getter or a proxy in a value of code, or of a module that is the config file.
    return { allowed: 'plain data' };
  }
}

function parseKind(type: OptionType, raw: unknown): Parsed {
  switch (type.kind) {
    case 'boolean':
      return parseBoolean(raw);
    case 'integer':
      return parseInteger(raw, type.min, type.max);
    case 'text':
      return typeof raw === 'string' ? { value: raw.trim() } : { allowed: 'a text' };
    case 'host':
      return parseHost(raw);
    case 'metric-prefix':
      return parsePrefix(raw);
    case 'choice':
      return parseChoice(raw, type.choices);
    case 'list':
      return parseList(raw);
    case 'routes':
      return parseRoutes(raw);
    case 'buckets':
      return parseBuckets(raw);
    case 'attributes':
      return parseAttributes(raw);
    case 'metric-rules':
      return parseMetricRules(raw);
    case 'url-path':
      return parseUrlPath(raw);
    case 'exporters':
      return parseExporters(raw, type.choices);
    case 'otlp-endpoint':
      return parseEndpoint(raw);
    case 'otlp-base-endpoint':
      return parseBaseEndpoint(raw);
    case 'timeout':
      return parseTimeout(raw);
    case 'headers':
      return parseHeaders(raw);
  }
}

/** An empty host is none: Node would bind every address for it. */
function parseHost(raw: unknown): Parsed {
  const text = typeof raw === 'string' ? raw.trim() : '';
  return /^[^\s/]+$/.test(text) ? { value: text } : { allowed: 'a host name or an IP address' };
}

/** Compared as it is with the path of a request: no query, nothing encoded. */
function parseUrlPath(raw: unknown): Parsed {
  const text = typeof raw === 'string' ? raw.trim() : ' ';
  return /^(\/[\w\-.~/]{1,199})?$/.test(text)
    ? { value: text }
    : { allowed: 'a path like /metrics' };
}

function parsePrefix(raw: unknown): Parsed {
  const valid = typeof raw === 'string' && /^([A-Za-z_:][A-Za-z0-9_:]{0,63})?$/.test(raw.trim());
  return valid
    ? { value: raw.trim() }
    : { allowed: 'up to 64 letters, digits, _ and :, not starting with a digit' };
}

function parseRoutes(raw: unknown): Parsed {
  const items = toItems(raw);
  const valid = items?.every(
    (item) =>
      item.startsWith('/') && requireChunk<PathPatternsChunk>('path-patterns').isPathPattern(item),
  );
  return valid
    ? { value: items }
    : { allowed: 'path patterns with commas between, e.g. /users/:id,/files/*path' };
}

function parseAttributes(raw: unknown): Parsed {
  const value = toPairs(raw);
  return value === undefined ? { allowed: PAIRS } : { value };
}
