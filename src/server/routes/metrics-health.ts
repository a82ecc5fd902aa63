import type { MetricStore } from '../../store/metric-store.ts';
import { json } from '../answer.ts';
import type { Route } from '../route.ts';
import type { ScrapeLog } from '../scrape-log.ts';

/** Metrics that a warning names. */
const MOST_NAMED = 10;

/**
 * Whether scrapes get everything. Reasons are what makes a scrape wrong, and a 503; a warning is what
 * is to be looked at. It rests on the last scrape and runs no callbacks; before the first one there is
 * nothing to say. Not for probes that restart the app, which is well: that is /health.
 */
export function metricsHealthRoute(log: ScrapeLog, store: MetricStore): Route {
  return {
    path: '/metrics/health',
    summary: 'Whether the last scrape got everything, and why not.',
    audience: 'scraper',
    answer() {
      const reasons = reasonsOf(log);
      const isHealthy = reasons.length === 0;
      const { collection } = log;
      const timeMs = typeof collection === 'object' ? collection.timeMs : undefined;
      const report = {
        status: isHealthy ? 'healthy' : 'unhealthy',
        reasons,
        warnings: warningsOf(log, store),
        ...(timeMs !== undefined && { collectedAt: new Date(timeMs).toISOString() }),
      };
      return { ...json(report), status: isHealthy ? 200 : 503 };
    },
  };
}

function reasonsOf({ collection, isPageBroken }: ScrapeLog): string[] {
  const reasons: string[] = [];
  if (collection === 'failed') reasons.push('The last collection failed.');
  else if (collection !== undefined && collection.leftOutSources > 0) {
    reasons.push(`The last collection left out ${counted(collection.leftOutSources, 'source')}.`);
  }
  if (isPageBroken) reasons.push('The last page could not be made.');
  return reasons;
}

function warningsOf({ collection }: ScrapeLog, store: MetricStore): string[] {
  const warnings: string[] = [];
  if (typeof collection === 'object' && collection.failedCallbacks > 0) {
    const callbacks = counted(collection.failedCallbacks, 'callback');
    warnings.push(`In the last collection ${callbacks} failed or took too long.`);
  }
  const limited = [...store.metrics()].filter(({ table }) => table.overflowed > 0);
  if (limited.length > 0) {
    const names = limited.slice(0, MOST_NAMED).map(({ descriptor }) => descriptor.name);
    const more = limited.length > MOST_NAMED ? ' and others' : '';
    warnings.push(`Limits keep series out of ${names.join(', ')}${more}: see /metrics/stats.`);
  }
  return warnings;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
