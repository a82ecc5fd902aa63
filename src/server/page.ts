import type { Config } from '../config/options.ts';
import { contentTypeOf } from '../exposition/content-type.ts';
import type { Format } from '../exposition/format.ts';
import type { LabelEntry } from '../exposition/labels.ts';
import { negotiate } from '../exposition/negotiate.ts';
import { type ReportNotice, sentenceOf } from '../exposition/notice.ts';
import type { WritePage } from '../exposition/text.ts';
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
  /** Whether it may be JSON, where that is asked for. Default: false. */
  readonly json?: boolean;
  /** Whether it is for somebody who only looks. Default: false. */
  readonly isGlance?: boolean;
}

/** Makes a page of the current metrics. Rejects, or throws at the first slice, if it cannot. */
export type Page = (request: PageRequest) => Promise<PageText>;

export interface PageOptions {
  readonly config: Config;
  readonly collect: Collect;
  /** Resource attributes that are labels of every series. */
  readonly constants: readonly LabelEntry[];
}

/**
 * Formats whose writers are kept: what one knows of the last page is as large as that page on the
 * wire. Two Prometheus servers of different versions and a person with curl are three.
 */
const MOST_WRITERS = 3;

/** Our own page: each scrape renders the collection that simultaneous scrapes share. */
export function createPage({ config, collect, constants }: PageOptions): Page {
  const writers = new Map<string, WritePage>();
  const report = createReport();

  /** In the order in which they were last asked for, the latest one last. */
  function writerOf(format: Format): WritePage {
    const key = JSON.stringify(format);
    const write = writers.get(key) ?? createWriter(format, { config, constants, report });
    writers.delete(key);
    writers.set(key, write);
    for (const oldest of writers.keys()) if (writers.size > MOST_WRITERS) writers.delete(oldest);
    return write;
  }

  return async ({ accept, names, json = false, isGlance = false }) => {
    const format = negotiate(accept, { json });
    const collection = expectMetrics(await collect({ isGlance }));
    const body = writerOf(format)(collection, names);
    return { contentType: contentTypeOf(format), body };
  };
}

/** A collection without any metric because its sources failed is a failure, not a small page. */
export function expectMetrics(collection: Collection): Collection {
  const { families, errors } = collection;
  if (families.length === 0 && errors.length > 0) throw new Error(errors.join('; '));
  return collection;
}

/** Distinct notices that are said; an app with hundreds has one mistake in its names, not hundreds. */
const MOST_SAID = 50;

const MORE_THAN_IS_SAID =
  `names, labels or series meet on the page in more than ${MOST_SAID} places: the others are only ` +
  'counted, in acme_metrics_agent_errors_total';

/** Counts every notice, and says each of the first ones once. */
function createReport(): ReportNotice {
  const said = new Set<string>();
  return (notice) => {
    const { cause, metric, reason, count } = notice;
    countFault(cause, count);
    const key = `${cause}:${metric}:${reason}`;
    if (said.has(key) || said.size > MOST_SAID) return;
    said.add(key);
    if (said.size <= MOST_SAID) warn(key, sentenceOf(notice));
    else warn('page_notices', MORE_THAN_IS_SAID);
  };
}
