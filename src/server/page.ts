import type { Config } from '../config/options.ts';
import { TEXT_CONTENT_TYPE } from '../exposition/content-type.ts';
import { TEXT_0_0_4 } from '../exposition/format.ts';
import type { Omission } from '../exposition/omission.ts';
import { createWriter } from '../exposition/writers.ts';
import { countFault } from '../foundation/faults.ts';
import { warn } from '../foundation/log.ts';
import type { Collect, Collection } from '../pipeline/collection.ts';
import type { Body } from './answer.ts';

/** A page in the making. */
export interface PageText {
  readonly contentType: string;
  readonly body: Body;
}

/** What is asked for. */
export interface PageRequest {
  /** The `Accept` header. */
  readonly accept: string | undefined;
  /** Names of metrics as they are on the page; every metric where there are none. */
  readonly names: readonly string[];
}

/**
 * Makes a page of the current metrics; `undefined` where names were asked for and none is there.
 * Rejects, or throws at the first slice, if it cannot.
 */
export type Page = (request: PageRequest) => Promise<PageText | undefined>;

/** Our own page: each scrape renders the collection that simultaneous scrapes share. */
export function createTextPage(collect: Collect, config: Config): Page {
  const write = createWriter(TEXT_0_0_4, { config, constants: [], report: reportOmission });
  return async () => ({
    contentType: TEXT_CONTENT_TYPE,
    body: write(expectMetrics(await collect())),
  });
}

/** A collection without any metric because its sources failed is a failure, not a small page. */
function expectMetrics(collection: Collection): Collection {
  const { families, errors } = collection;
  if (families.length === 0 && errors.length > 0) throw new Error(errors.join('; '));
  return collection;
}

function reportOmission({ cause, metric, reason, count }: Omission): void {
  countFault(cause, count);
  const what = cause === 'duplicate_series' ? `${count} series of ${metric}` : metric;
  warn(`${cause}:${metric}`, `${what} left out of the page: ${reason}`);
}
