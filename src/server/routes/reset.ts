import { inTurns } from '../../foundation/turns.ts';
import type { ProcessMetrics } from '../../pipeline/process-metrics.ts';
import { notFound } from '../access.ts';
import { json } from '../answer.ts';
import { isLoopbackAddress } from '../loopback.ts';
import type { Route } from '../route.ts';

/**
 * Begins the recorded metrics anew, between two runs of a test, say: series end, and those that
 * were declared to be there from the start begin at 0. What goes up and down (active requests) stays,
 * as does what callbacks observe. For who is on this machine, and where NODE_ENV says that it is a
 * developer's; nobody else learns that there is such a thing.
 */
export function resetRoute(metrics: ProcessMetrics, isDevelopment: boolean): Route {
  return {
    method: 'POST',
    path: '/metrics/reset',
    summary: 'Begins what was recorded anew; with NODE_ENV development or test alone.',
    audience: 'local',
    async answer({ socket }) {
      if (!isDevelopment || !isLoopbackAddress(socket.remoteAddress)) return notFound();
      const endedSeries = await inTurns(metrics.provider.store.endRecorded());
      for (const begin of metrics.beginnings) begin();
      return json({ status: 'reset', endedSeries });
    },
  };
}
