import type { RequestListener } from 'node:http';
import type { Config } from '../config/options.ts';
import type { Collect } from '../pipeline/collection.ts';
import { createAccess } from './access.ts';
import { createListener } from './listener.ts';
import type { Page } from './page.ts';
import { healthRoute } from './routes/health.ts';
import { metricRoute } from './routes/metric.ts';
import { metricsRoute } from './routes/metrics.ts';
import { rootRoute } from './routes/root.ts';
import { statsRoute } from './routes/stats.ts';

export interface AnswersOptions {
  readonly config: Config;
  /** Writes /metrics. */
  readonly page: Page;
  /** Makes what /metrics/stats counts. */
  readonly collect: Collect;
  /** Whether the endpoint is bound to loopback only. */
  onLoopback(): boolean;
}

/** Everything that the endpoint answers: its routes, behind the access rules. */
export function createAnswers(options: AnswersOptions): RequestListener {
  const { config, page, collect } = options;
  const routes = [
    metricsRoute(page),
    metricRoute(page),
    statsRoute(collect, config),
    healthRoute(),
  ];
  return createListener({
    routes: [rootRoute(routes), ...routes],
    access: createAccess(config),
    onLoopback: options.onLoopback,
  });
}
