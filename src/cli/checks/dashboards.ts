import { type Check, fail, firstFew, skip, type Verdict } from '../doctor/finding.ts';
import { findUnmet } from '../doctor/promql/ask-for.ts';
import { unmetVerdicts } from '../doctor/promql/unmet-verdicts.ts';

/** Whether Grafana's dashboards ask for metrics that exist. */
export const dashboardsCheck: Check = {
  id: 'dashboards',
  title: 'Dashboards find their metrics',
  group: 'Rules and dashboards',
  async run(context): Promise<readonly Verdict[]> {
    const { dashboards, rules, prometheus, page } = context;
    if (dashboards.length === 0) return [skip('none were given: --dashboards <folder or file>')];
    const recorded = [...rules.flatMap((file) => file.rules), ...(prometheus?.rules ?? [])];
    const made = new Set(recorded.filter(({ kind }) => kind === 'record').map(({ name }) => name));
    const isCompared = page !== undefined || prometheus !== undefined;
    const found: Verdict[] = [];
    for (const { file, problem, queries } of dashboards) {
      if (problem !== undefined) {
        found.push(fail(`${file}: ${problem}`, "export it again: Share, Export, 'Save to file'"));
        continue;
      }
      const named = queries.map(({ panel, query }) => ({ name: panel, query }));
      const unmet = await findUnmet(named, context, made);
      const what = `${queries.length} queries are PromQL`;
      found.push(...firstFew(unmetVerdicts(unmet, { file, what, isCompared })));
    }
    return found;
  },
};
