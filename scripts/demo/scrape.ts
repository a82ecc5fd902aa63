import type { Labels } from '../../src/cli/page/page.ts';
import { parseSample, type Sample } from '../../src/cli/page/sample-line.ts';

export type { Labels, Sample };

/** A metrics page, by sample name. */
export type Page = ReadonlyMap<string, readonly Sample[]>;

/** A page and when it was read, in milliseconds of the monotonic clock. */
export interface Scrape {
  readonly atMs: number;
  readonly page: Page;
}

const SCRAPE_TIMEOUT_MS = 5000;

/** Reads `/metrics` once. Throws when the endpoint doesn't answer with a page. */
export async function scrape(url: string): Promise<Scrape> {
  const response = await fetch(url, { signal: AbortSignal.timeout(SCRAPE_TIMEOUT_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 200)}`);
  return { atMs: performance.now(), page: parsePage(text) };
}

/** Parses text format 0.0.4. Comments and lines that are no samples are passed over. */
export function parsePage(text: string): Page {
  return Map.groupBy(
    text.split('\n').flatMap((line) => parseSample(line) ?? []),
    (sample) => sample.name,
  );
}

/** Samples of a name that carry all the given labels; `''` stands for a label that is absent. */
export function select(page: Page, name: string, labels: Labels = {}): readonly Sample[] {
  const wanted = Object.entries(labels);
  const samples = page.get(name) ?? [];
  return samples.filter((s) => wanted.every(([key, value]) => (s.labels[key] ?? '') === value));
}

/** Sum over the selected samples; NaN when there are none, so that absence shows. */
export function total(page: Page, name: string, labels?: Labels): number {
  const samples = select(page, name, labels);
  return samples.length === 0 ? Number.NaN : samples.reduce((sum, s) => sum + s.value, 0);
}
