/** One line of a metrics page: `name{label="value"} 1`. */
export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

export type Labels = Readonly<Record<string, string>>;

/** A metrics page, by sample name. */
export type Page = ReadonlyMap<string, readonly Sample[]>;

/** A page and when it was read, in milliseconds of the monotonic clock. */
export interface Scrape {
  readonly atMs: number;
  readonly page: Page;
}

const SAMPLE =
  /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})?[ \t]+(?<value>[+-]?Inf|NaN|[-+.\deE]+)(?:[ \t]+\d+)?$/;
const LABEL = /(?<name>[a-zA-Z_]\w*)="(?<value>(?:[^"\\]|\\.)*)"/g;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };
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
  return Map.groupBy(text.split('\n').flatMap(parseLine), (sample) => sample.name);
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

function parseLine(line: string): Sample[] {
  const parts = SAMPLE.exec(line)?.groups;
  if (parts === undefined) return [];
  const { name = '', labels = '', value = '' } = parts;
  return [{ name, labels: parseLabels(labels), value: parseValue(value) }];
}

function parseLabels(text: string): Labels {
  const pairs = [...text.matchAll(LABEL)].map(({ groups: { name = '', value = '' } = {} }) => [
    name,
    value.replace(/\\(.)/g, (whole, escaped: string) => ESCAPES[escaped] ?? whole),
  ]);
  return Object.fromEntries(pairs);
}

function parseValue(text: string): number {
  return Number(text.replace(/Inf$/, 'Infinity'));
}
