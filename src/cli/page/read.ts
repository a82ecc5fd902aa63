import { CommandFailure } from '../command.ts';
import { shownAddress } from './address.ts';
import { askEndpoint, type EndpointAccess } from './endpoint.ts';
import type { Page } from './page.ts';
import { PageParser, PageTooLarge } from './parse.ts';

/**
 * Text before OpenMetrics: there a counter without `_total` has no type, and a sum that may be
 * negative is left out. Names are wanted as they are.
 */
const ACCEPT =
  'text/plain;version=1.0.0;escaping=allow-utf-8,text/plain;version=0.0.4;q=0.9,application/openmetrics-text;version=1.0.0;q=0.5,*/*;q=0.1';

/** Longer ones are passed over: the longest series of a page has some kilobytes. */
const LONGEST_LINE = 1024 * 1024;

/** Reads the metrics that an app exposes. Throws a `CommandFailure` of one line where that is none. */
export async function readPage(url: URL, access: EndpointAccess): Promise<Page> {
  const { text, contentType } = await askEndpoint(url, ACCEPT, access);
  const shown = shownAddress(url);
  if (!PAGE_TYPES.has(mediaType(contentType))) {
    throw new CommandFailure(`${shown} is no metrics page: it answers with ${nameOf(contentType)}`);
  }
  const page = parseLines(text, shown);
  if (page.metrics.size > 0) return page;
  const what = text.trim() === '' ? 'it is empty' : 'there is no metric in it';
  throw new CommandFailure(`${shown} is no metrics page: ${what}`);
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

function parseLines(text: string, shown: string): Page {
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
    if (!(error instanceof PageTooLarge)) throw error;
    throw new CommandFailure(`${shown} has too many series to be read: more than a million lines`);
  }
}
