import { askFor, type TimedAnswer } from './answer.ts';
import { countIn } from './count-in.ts';

export interface Scrape extends TimedAnswer {
  /** How often a text stands on the page. */
  count(text: string): number;
}

/** Asks for a page as Prometheus does; `accept` is the format, the plain one where it is empty. */
export async function scrape(port: number, signal: AbortSignal, accept = ''): Promise<Scrape> {
  const page = await askFor({ port, path: '/metrics', accept, signal });
  return { ...page, count: (text) => countIn(page.body(), text) };
}
