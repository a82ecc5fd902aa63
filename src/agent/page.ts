import type { Config } from '../config/options.ts';
import { requireChunk } from '../foundation/chunks.ts';
import { monotonicSeconds } from '../foundation/clock.ts';
import { attempt } from '../foundation/guard.ts';
import type { Collect } from '../pipeline/collection.ts';
import type { Histogram } from '../pipeline/meter.ts';
import { createProducer } from '../pipeline/producer.ts';
import type { Body } from '../server/answer.ts';
import { createTextPage, type Page } from '../server/page.ts';
import type { PageEngine } from '../server/page-engine.ts';

export interface PageOptions {
  readonly config: Config;
  readonly collect: Collect;
  /** Takes the seconds that each page took. */
  readonly scrapeDuration: Histogram;
}

/** The page that is configured, timed. Where OpenTelemetry's can't be had, it is ours. */
export function choosePage(options: PageOptions): Page {
  const page = upstreamPage(options) ?? createTextPage(options.collect, options.config);
  return timed(page, options.scrapeDuration);
}

function upstreamPage({ config, collect }: PageOptions): Page | undefined {
  if (config.pageEngine !== 'opentelemetry') return undefined;
  return attempt('exposition_error', 'the part page-engine', () =>
    requireChunk<PageEngine>('page-engine').createUpstreamPage(
      createProducer(collect),
      config.prefix,
    ),
  );
}

function timed(page: Page, duration: Histogram): Page {
  return async (request) => {
    const started = monotonicSeconds();
    const made = await page(request);
    if (made === undefined) return undefined;
    const { contentType, body } = made;
    return {
      contentType,
      body: thenRecord(body, () => duration.record(monotonicSeconds() - started)),
    };
  };
}

function* thenRecord(body: Body, record: () => void): Body {
  yield* body;
  record();
}
