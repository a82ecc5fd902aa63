import { PAIRS, toPairs } from './pairs.ts';
import type { Parsed, Problem } from './parsed.ts';
import { printable } from './printable.ts';
import { LONGEST_MS, parseInteger, toItems } from './values.ts';

/** What OTLP adds to an endpoint that is for all signals (OTLP exporter specification). */
const METRICS_PATH = 'v1/metrics';
const URL_ALLOWED = 'an http or https URL';
const NONE = 'none';
/** What says how the body is to be read, which only who makes it knows, and who sends it. */
const OWN_HEADERS = [
  ...['content-encoding', 'content-length', 'content-type', 'transfer-encoding'],
  'user-agent',
];

/** Names with commas between, each once; a name that there isn't doesn't lose the others. */
export function parseExporters(raw: unknown, choices: readonly string[]): Parsed {
  const others = choices.filter((name) => name !== NONE);
  const allowed = `some of ${others.join(', ')}, or ${NONE}`;
  const names = toItems(raw)?.map((name) => name.toLowerCase()) ?? [];
  const known = new Set(names.filter((name) => choices.includes(name)));
  if (known.size === 0) return { allowed };
  const alone = known.size === 1;
  const problems = names.flatMap((name, i): Problem[] => {
    const part = `item ${i + 1}`;
    if (!known.has(name)) return [{ part, allowed: `one of ${choices.join(', ')}` }];
    return name === NONE && !alone ? [{ part, allowed: `alone, as ${NONE} is to be` }] : [];
  });
  if (!alone) known.delete(NONE);
  return withProblems(Object.freeze([...known]), problems);
}

/** The URL that is pushed to, as it is; empty for the one of the protocol. */
export function parseEndpoint(raw: unknown): Parsed {
  if (typeof raw === 'string' && raw.trim() === '') return { value: '' };
  const url = toUrl(raw);
  return url === undefined ? { allowed: URL_ALLOWED } : { value: url.href };
}

/** The URL under which each signal has its path. */
export function parseBaseEndpoint(raw: unknown): Parsed {
  const url = toUrl(raw);
  if (url === undefined) return { allowed: URL_ALLOWED };
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${METRICS_PATH}`;
  return { value: url.href };
}

/** 0 is no limit (OpenTelemetry common configuration specification, Timeout). */
export function parseTimeout(raw: unknown): Parsed {
  const parsed = parseInteger(raw, 0, LONGEST_MS);
  return 'value' in parsed && parsed.value === 0 ? { value: LONGEST_MS } : parsed;
}

/**
 * Names and values as HTTP allows them: anything else would fail each request. Names become those of
 * HTTP/2, which are in lower case.
 */
export function parseHeaders(raw: unknown): Parsed {
  const pairs = Object.entries(toPairs(raw) ?? { '': '' });
  const valid = pairs.every(
    ([name, value]) => /^[\w!#$%&'*+\-.^`|~]+$/.test(name) && /^[\t -~\x80-\xff]*$/.test(value),
  );
  if (!valid) return { allowed: `headers as ${PAIRS}` };
  const headers = pairs.map(([name, value]) => [name.toLowerCase(), value] as const);
  const free = headers.filter(([name]) => !OWN_HEADERS.includes(name));
  const problems = OWN_HEADERS.filter((own) => headers.some(([name]) => name === own)).map(
    (own) => ({ part: printable(own), allowed: 'a header that can be set' }),
  );
  return withProblems(Object.freeze(Object.fromEntries(free)), problems);
}

function toUrl(raw: unknown): URL | undefined {
  const url = typeof raw === 'string' ? URL.parse(raw.trim()) : null;
  return url !== null && /^https?:$/.test(url.protocol) && hasReadableUser(url) ? url : undefined;
}

/** Node decodes user and password for each request, and throws where it can't. */
function hasReadableUser({ username, password }: URL): boolean {
  try {
    decodeURIComponent(`${username}:${password}`);
    return true;
  } catch {
    return false;
  }
}

function withProblems(value: unknown, problems: readonly Problem[]): Parsed {
  return problems.length === 0 ? { value } : { value, problems };
}
