import type { Asked } from '../ask.ts';
import type { Page } from './page.ts';
import { PageParser, PageTooLarge } from './parse.ts';

/**
 * What to ask for a page with. Text before OpenMetrics: there a counter without `_total` has no type,
 * and a sum that may be negative is left out. Names are wanted as they are.
 */
export const ACCEPT_PAGE =
  'text/plain;version=1.0.0;escaping=allow-utf-8,text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1';

/** Longer ones are passed over: the longest series of a page has some kilobytes. */
const LONGEST_LINE = 1024 * 1024;

/** The metrics of an answer; a text is why there are none. */
export function pageOf({ text, contentType }: Pick<Asked, 'text' | 'contentType'>): Page | string {
  if (!PAGE_TYPES.has(mediaType(contentType))) return `it answers with ${nameOf(contentType)}`;
  const page = parseLines(text);
  if (page === undefined) {
    return 'it has too many series to be read: more than a million lines';
  }
  if (page.metrics.size > 0) return page;
  return text.trim() === '' ? 'it is empty' : 'there is no metric in it';
}

/** A server that says nothing of it, or nothing that is of use, may mean a page. */
const PAGE_TYPES = new Set([
  ...['', 'text/plain', 'application/octet-stream', 'application/openmetrics-text'],
]);

function mediaType(contentType: string): string {
  return (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();
}

function nameOf(contentType: string): string {
  const type = mediaType(contentType);
  if (type === 'text/html') return 'HTML';
  return type === 'application/json' ? 'JSON' : 'something else';
}

/** `undefined` where there are too many. */
function parseLines(text: string): Page | undefined {
  const parser = new PageParser();
  try {
    for (let from = 0; from < text.length; ) {
      const found = text.indexOf('\n', from);
      const to = found < 0 ? text.length : found;
      if (to - from > LONGEST_LINE) parser.skip();
      else parser.add(text.slice(from, to));
      from = to + 1;
    }
    return parser.end();
  } catch (error) {
    if (error instanceof PageTooLarge) return undefined;
    throw error;
  }
}
