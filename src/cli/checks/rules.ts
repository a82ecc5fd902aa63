import type { Context } from '../doctor/context.ts';
import type { RuleFile } from '../doctor/files/rule-file.ts';
import { type Check, fail, firstFew, skip, type Verdict } from '../doctor/finding.ts';
import type { LoadedRule } from '../doctor/prometheus/view.ts';
import { findUnmet } from '../doctor/promql/ask-for.ts';
import { readQuery } from '../doctor/promql/query-metrics.ts';
import { unmetVerdicts } from '../doctor/promql/unmet-verdicts.ts';

/** Whether rules load, and ask for metrics that exist: those of files, and those that Prometheus has. */
export const rulesCheck: Check = {
  id: 'rules',
  title: 'Rules load and find their metrics',
  group: 'Rules and dashboards',
  async run(context): Promise<readonly Verdict[]> {
    const { rules, prometheus } = context;
    const loaded = prometheus?.rules ?? [];
    if (rules.length === 0 && loaded.length === 0) {
      return [skip('none were given: --rules alert_rules.yml, or --prometheus <url>')];
    }
    const made = new Set([...rules.flatMap((file) => file.rules), ...loaded].flatMap(recordedName));
    const found: Verdict[] = [];
    for (const file of rules) found.push(...(await fileVerdicts(file, context, made)));
    if (loaded.length > 0) found.push(...(await loadedVerdicts(loaded, context, made)));
    return found;
  },
};

function recordedName({ kind, name }: { readonly kind: string; readonly name: string }): string[] {
  return kind === 'record' ? [name] : [];
}

type Names = ReadonlySet<string>;

async function fileVerdicts(
  { file, problem, rules }: RuleFile,
  context: Context,
  made: Names,
): Promise<readonly Verdict[]> {
  if (problem !== undefined) {
    return [fail(`${file}: ${problem}`, `mend it there; promtool check rules ${file} says more`)];
  }
  const unmet = await findUnmet(rules, context, made);
  const what = `${rules.length} rules load`;
  return firstFew(unmetVerdicts(unmet, { file, what, isCompared: isComparable(context) }));
}

async function loadedVerdicts(
  loaded: readonly LoadedRule[],
  context: Context,
  made: Names,
): Promise<readonly Verdict[]> {
  const failing = loaded.filter(({ health }) => health === 'err');
  const found = failing.map(({ name, lastError }) =>
    fail(`Prometheus cannot evaluate the rule '${name}': ${lastError}`, 'mend its expression'),
  );
  const queries = loaded.map(({ name, expression }) => ({ name, query: readQuery(expression) }));
  const unmet = await findUnmet(queries, context, made);
  const source = { file: 'Prometheus', what: `${loaded.length} rules are loaded` };
  const further = unmetVerdicts({ ...unmet, broken: [] }, { ...source, isCompared: true });
  if (found.length === 0) return firstFew(further);
  return firstFew([...found, ...further.filter(({ status }) => status !== 'ok')]);
}

function isComparable({ page, prometheus }: Context): boolean {
  return page !== undefined || prometheus !== undefined;
}
