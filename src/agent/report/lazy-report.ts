import { requireChunk } from '../../foundation/chunks.ts';
import type { AgentReport } from '../../server/agent-report.ts';
import type { ReportOptions } from './report.ts';

/** What the lazily loaded part `report` of the build exports. */
interface ReportChunk {
  createAgentReport(options: ReportOptions): () => Promise<AgentReport>;
}

/** What `/agent` tells. What works it out is loaded for the first who asks. */
export function lazyReport(options: ReportOptions): () => Promise<AgentReport> {
  let report: (() => Promise<AgentReport>) | undefined;
  return async () => {
    report ??= requireChunk<ReportChunk>('report').createAgentReport(options);
    return report();
  };
}
