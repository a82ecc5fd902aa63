import { PAIRS, toPairs } from './pairs.ts';
import type { Parsed } from './parsed.ts';
import { toItems } from './values.ts';

/** What OTLP adds to an endpoint that is for all signals (OTLP exporter specification). */
const METRICS_PATH = 'v1/metrics';

/** Names with commas between; `none` stands alone. */
export function parseExporters(raw: unknown, choices: readonly string[]): Parsed {
  const names = toItems(raw)?.map((name) => name.toLowerCase());
  const valid =
    names !== undefined &&
    names.length > 0 &&
    names.every((name) => choices.includes(name)) &&
    (names.length === 1 || !names.includes('none'));
  return valid
    ? { value: Object.freeze([...new Set(names)]) }
    : { allowed: `some of ${choices.filter((name) => name !== 'none').join(', ')}, or none` };
}

/** The URL that is pushed to, as it is. */
export function parseEndpoint(raw: unknown): Parsed {
  const url = toUrl(raw);
  if (url === '') return { value: '' };
  return url === undefined ? { allowed: 'an http or https URL' } : { value: url.href };
}

/** The URL under which each signal has its path. */
export function parseBaseEndpoint(raw: unknown): Parsed {
  const url = toUrl(raw);
  if (url === undefined || url === '') return { allowed: 'an http or https URL' };
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${METRICS_PATH}`;
  return { value: url.href };
}

function toUrl(raw: unknown): URL | '' | undefined {
  const text = typeof raw === 'string' ? raw.trim() : undefined;
  if (text === '') return '';
  const url = text === undefined ? null : URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) ? url : undefined;
}

/** Names and values as HTTP allows them: anything else would fail each request. */
export function parseHeaders(raw: unknown): Parsed {
  const headers = toPairs(raw);
  const valid =
    headers !== undefined &&
    Object.entries(headers).every(
      ([name, value]) => /^[\w!#$%&'*+\-.^`|~]+$/.test(name) && /^[\t -~\x80-\xff]*$/.test(value),
    );
  return valid ? { value: headers } : { allowed: `headers as ${PAIRS}` };
}
