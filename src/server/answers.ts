import type { RequestListener } from 'node:http';
import type { Config } from '../config/options.ts';
import type { Collect } from '../pipeline/collection.ts';
import type { ProcessMetrics } from '../pipeline/process-metrics.ts';
import { createAccess } from './access.ts';
import type { AgentReport } from './agent-report.ts';
import { createListener } from './listener.ts';
import type { LiveFeed } from './live/live-feed.ts';
import type { Page } from './page.ts';
import { type Route, routeFor } from './route.ts';
import { agentRoute } from './routes/agent.ts';
import { healthRoute } from './routes/health.ts';
import { liveFeedRoute } from './routes/live-feed.ts';
import { LIVE_PAGE, LIVE_PAGE_FILES } from './routes/live-page.ts';
import { metricRoute } from './routes/metric.ts';
import { metricsRoute } from './routes/metrics.ts';
import { metricsHealthRoute } from './routes/metrics-health.ts';
import { resetRoute } from './routes/reset.ts';
import { rootRoute } from './routes/root.ts';
import { statsRoute } from './routes/stats.ts';
import type { ScrapeLog } from './scrape-log.ts';

export interface AnswersOptions {
  readonly config: Config;
  readonly metrics: ProcessMetrics;
  /** Writes /metrics. */
  readonly page: Page;
  /** Makes what /metrics/stats counts. */
  readonly collect: Collect;
  /** What the live page shows; absent where it is turned off. */
  readonly feed?: LiveFeed | undefined;
  /** Knows how page and collections went. */
  readonly log: ScrapeLog;
  readonly isDevelopment: boolean;
  /** What `/agent` tells; absent where no agent runs. */
  readonly report?: (() => Promise<AgentReport>) | undefined;
}

/** Who answers, and where; one set of access rules, one page and one log for both. */
export interface Answers {
  /** Everything that the endpoint has. `onLoopback`: whether it is bound to loopback only. */
  endpoint(onLoopback: () => boolean): RequestListener;
  /**
   * The page alone, whatever the path, for servers of the app. Which hosts and addresses reach those
   * is for the app to say, so this is as beyond loopback.
   */
  readonly app: RequestListener;
}

export function createAnswers(options: AnswersOptions): Answers {
  const { config, metrics, page, collect, feed, log, report, isDevelopment } = options;
  const access = createAccess(config);
  const onPage = metricsRoute(page);
  const reset = resetRoute(metrics, isDevelopment);
  const shown: Route[] = [
    ...[onPage, metricRoute(page), statsRoute(collect, config, log)],
    ...[metricsHealthRoute(log, metrics.provider.store), healthRoute()],
    ...(feed === undefined ? [] : [LIVE_PAGE, liveFeedRoute(feed)]),
    ...(report === undefined ? [] : [agentRoute(report)]),
  ];
  const index = rootRoute(isDevelopment ? [...shown, reset] : shown);
  // The live page before the index, which is for all others.
  const files = feed === undefined ? [] : LIVE_PAGE_FILES;
  const routes = [...shown, ...files, index, reset];
  return {
    endpoint: (onLoopback) =>
      createListener({
        find(path, method, headers) {
          const own = routes.filter(({ isFor = () => true }) => isFor(headers));
          return routeFor(own, path, method);
        },
        access,
        onLoopback,
      }),
    app: createListener({ find: () => ({ route: onPage }), access, onLoopback: () => false }),
  };
}
