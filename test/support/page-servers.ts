import { findDebianProgram } from './debian-package.ts';
import { OPENMETRICS_PLAIN, type PageFormat, PROTOBUF_PLAIN, TEXT } from './page-formats.ts';
import { type Exchange, startRelay } from './page-relay.ts';
import { canRun, startPrometheus } from './prometheus.ts';
import type { QueryApi } from './query-api.ts';
import { type StoredPage, storedPage } from './stored-samples.ts';
import { startVictoriaMetrics } from './victoria-metrics.ts';

type Jobs = Readonly<Record<string, number>>;

interface Stoppable {
  stop(): Promise<void>;
}

/** A server that scrapes pages, and what it makes of them. */
export interface PageServer {
  readonly title: string;
  /** Why it can't be had here. */
  readonly lacks?: string | undefined;
  /** What it gets of its own accord. */
  readonly choice: PageFormat;
  /** Of a histogram in both forms, whether it takes the native one alone. */
  readonly nativeAlone?: boolean;
  /** Digits of a number that it keeps, and which numbers; all by default. */
  readonly digits?: number;
  readonly keeps?: (value: number) => boolean;
  /** Starts it, to scrape the ports given, one job each. */
  start(jobs: Jobs): Promise<QueryApi & Stoppable>;
}

const FEATURES = ['native-histograms', 'exemplar-storage'];
const installed = {
  lacks: canRun('prometheus') ? undefined : 'prometheus is not installed',
};
const newer = findDebianProgram({
  suite: 'sid',
  package: 'prometheus',
  path: 'usr/bin/prometheus',
});
const victoria = findDebianProgram({
  suite: 'trixie',
  package: 'victoria-metrics',
  path: 'usr/bin/victoria-metrics',
});

/** Debian 12's Prometheus, with all that it can do. */
export const PROMETHEUS_2: PageServer = {
  title: 'Prometheus 2.42 with native histograms',
  ...installed,
  choice: PROTOBUF_PLAIN,
  nativeAlone: true,
  start: (jobs) => startPrometheus(jobs, { features: FEATURES }),
};

export const PROMETHEUS_2_PLAIN: PageServer = {
  title: 'Prometheus 2.42 as it comes',
  ...installed,
  choice: OPENMETRICS_PLAIN,
  start: (jobs) => startPrometheus(jobs),
};

export const PROMETHEUS_3: PageServer = {
  title: 'Prometheus 3',
  lacks: newer.lacks,
  choice: PROTOBUF_PLAIN,
  start: (jobs) =>
    startPrometheus(jobs, {
      command: newer.command,
      features: FEATURES,
      scrape: { always_scrape_classic_histograms: true },
    }),
};

export const VICTORIA_METRICS: PageServer = {
  title: 'VictoriaMetrics',
  lacks: victoria.lacks,
  choice: TEXT,
  // It keeps decimal numbers, in less than 64 bits; NaN is how it marks the end of a series.
  digits: 11,
  keeps: (value) => !Number.isNaN(value),
  start: (jobs) => startVictoriaMetrics({ command: victoria.command, jobs }),
};

/** Formats that a server scrapes an app in, each as a job of its title. */
export interface Scrapes extends Stoppable {
  readonly api: QueryApi;
  /** The page that went to the server. */
  page(title: string): Exchange;
  stored(title: string): Promise<StoredPage>;
}

/** A job; without `accept` it is what the server chooses. */
export interface ScrapeJob {
  readonly title: string;
  readonly accept?: string;
  /** As for the relay. */
  readonly spoil?: (body: Buffer) => Buffer;
}

/** Has an app scraped by a server in several formats at once. */
export async function startScrapes(
  server: PageServer,
  appPort: number,
  jobs: readonly ScrapeJob[],
): Promise<Scrapes> {
  const relays = new Map(
    await Promise.all(
      jobs.map(async ({ title, ...options }) => {
        return [title, await startRelay(appPort, options)] as const;
      }),
    ),
  );
  const ports = [...relays].map(([title, { port }]) => [title, port]);
  const api = await server.start(Object.fromEntries(ports));
  return {
    api,
    page(title) {
      const relay = relays.get(title);
      if (relay === undefined) throw new Error(`no job ${title}`);
      return relay.page;
    },
    stored: (title) => storedPage(api, title),
    async stop() {
      await api.stop();
      for (const relay of relays.values()) await relay.stop();
    },
  };
}
