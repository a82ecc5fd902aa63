import type { Output, Style } from '../command.ts';
import { CHECKS } from './catalog.ts';
import type { CheckGroup, Finding, Status } from './finding.ts';

export type Summary = Readonly<Record<Status, number>>;

const MARKS: Readonly<Record<Status, { readonly symbol: string; readonly style: Style }>> = {
  ok: { symbol: '✔', style: 'green' },
  warn: { symbol: '!', style: 'yellow' },
  fail: { symbol: '✖', style: 'red' },
  skip: { symbol: '–', style: 'dim' },
};
const WORD_WIDTH = 4;
const INDENT = ' '.repeat(9);

export function summarize(findings: readonly Finding[]): Summary {
  const count = (status: Status) => findings.filter((finding) => finding.status === status).length;
  return { ok: count('ok'), warn: count('warn'), fail: count('fail'), skip: count('skip') };
}

/** The report for people: by group, what to do below what is wrong, the counts at the end. */
export function renderReport(findings: readonly Finding[], out: Output): string {
  const groups = [...new Set(CHECKS.map(({ group }) => group))];
  const blocks = groups.map((group) => renderGroup(group, findings, out)).filter(Boolean);
  return `${[...blocks, summaryLine(summarize(findings), out)].join('\n\n')}\n`;
}

function renderGroup(group: CheckGroup, findings: readonly Finding[], out: Output): string {
  const checks = CHECKS.filter((check) => check.group === group).map(({ id }) => id);
  const own = checks.flatMap((id) => findings.filter(({ check }) => check === id));
  const lines = folded(own).flatMap((finding) => renderFinding(finding, out));
  return lines.length === 0 ? '' : [out.paint('bold', group), ...lines].join('\n');
}

/** Checks that are skipped for one reason share a line, at the place of the first. */
function folded(findings: readonly Finding[]): readonly Finding[] {
  const alike = Map.groupBy(findings, ({ status, what, check }) =>
    status === 'skip' ? what : `${check} ${status} ${what}`,
  );
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined
      ? []
      : [{ ...first, check: same.map(({ check }) => check).join(', ') }];
  });
}

function renderFinding({ check, status, what, fix }: Finding, out: Output): readonly string[] {
  const { symbol, style } = MARKS[status];
  const mark = out.paint(style, `${symbol} ${status.padEnd(WORD_WIDTH)}`);
  const text = `${check}: ${what}`;
  const line = `  ${mark} ${status === 'skip' ? out.paint('dim', text) : text}`;
  return fix === undefined ? [line] : [line, ...fixLines(fix, out)];
}

function fixLines(fix: string, out: Output): readonly string[] {
  const [first = '', ...rest] = fix.split('\n');
  const head = `${INDENT}${out.paint('cyan', 'fix:')} ${first}`;
  return [head, ...rest.map((line) => `${INDENT}     ${line}`)];
}

function summaryLine({ ok, warn, fail, skip }: Summary, out: Output): string {
  const line = `${ok} ok, ${warn} ${warn === 1 ? 'warning' : 'warnings'}, ${fail} failed, ${skip} skipped`;
  const style = fail > 0 ? 'red' : warn > 0 ? 'yellow' : 'green';
  return out.paint(style, line);
}
