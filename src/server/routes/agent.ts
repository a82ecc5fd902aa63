import type { AgentReport } from '../agent-report.ts';
import { json } from '../answer.ts';
import type { Route } from '../route.ts';

/**
 * What the agent knows of itself and of its app: for the one who sets it up, and for
 * `otel-metrics doctor`. It has no secrets, but more of the app than who scrapes has to know.
 */
export function agentRoute(report: () => Promise<AgentReport>): Route {
  return {
    path: '/agent',
    summary: 'The configuration in force, what is observed, what is not, and why.',
    audience: 'local',
    answer: async () => json(await report()),
  };
}
