import type { ParsedSample } from './exposition-parser.ts';
import type { NativeHistogram, QueryApi, QueryResult } from './query-api.ts';

/** What a server says of a scrape of its own accord, in series that have its labels alone. */
const OWN = /^(?:up|scrape_[a-z_]+)$/;

export interface StoredNative {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly histogram: NativeHistogram;
}

/** What a server has stored of a job's page. */
export interface StoredPage {
  readonly samples: readonly ParsedSample[];
  readonly native: readonly StoredNative[];
  /** How many it has counted itself. */
  readonly counted: number;
}

/** What a server has taken of a page, once it has scraped it. The job's labels are left out. */
export async function storedPage(server: QueryApi, job: string): Promise<StoredPage> {
  await scraped(server, job);
  const [counted] = await server.query(`scrape_samples_scraped{job="${job}"}`);
  const stored = (await server.query(`{job="${job}"}`)).map(unlabelled).filter(isOfPage);
  return {
    samples: stored.filter(({ histogram }) => histogram === undefined),
    native: stored.filter((series): series is StoredNative & Stored => 'histogram' in series),
    counted: counted?.value ?? 0,
  };
}

/** Waits for a scrape that went well; throws with the server's own words where none does. */
async function scraped(server: QueryApi, job: string): Promise<void> {
  try {
    await server.query(`up{job="${job}"} == 1`);
  } catch (error) {
    const target = (await server.targets()).find(({ scrapePool }) => scrapePool === job);
    throw new Error(`${job} is not scraped: ${target?.lastError}`, { cause: error });
  }
}

interface Stored extends ParsedSample {
  readonly histogram?: NativeHistogram;
}

function unlabelled({ metric, value, histogram }: QueryResult): Stored {
  const { __name__: name = '', job: _job, instance: _instance, ...labels } = metric;
  return { name, labels: withOwnNames(labels), value, ...(histogram && { histogram }) };
}

/** Labels of the page that are named as the job's are stored under another name. */
function withOwnNames(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).map(([key, value]) => [
      key.replace(/^exported_(job|instance)$/, '$1'),
      value,
    ]),
  );
}

function isOfPage({ name, labels }: Stored): boolean {
  return Object.keys(labels).length > 0 || !OWN.test(name);
}
