import { appCallSite } from '../../foundation/call-site.ts';
import { countFault } from '../../foundation/faults.ts';
import { warn } from '../../foundation/log.ts';
import { createTextPattern, type FitsText } from '../../foundation/text-pattern.ts';
import { processMetrics } from '../../pipeline/process-metrics.ts';
import type { LabelTerms } from '../../store/intake.ts';
import { sensitiveNameReason } from './sensitive-names.ts';
import { sensitiveKind } from './sensitive-values.ts';

/** By label, patterns of what is let through, upper and lower case told apart. */
export type AllowedValues = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface GuardOptions {
  /** For messages. */
  readonly metric: string;
  /** The declared names. */
  readonly labels: readonly string[];
  readonly allow: AllowedValues;
}

/** In the place of a value; as semantic conventions and the agent's resource write it. */
const REDACTED = '_REDACTED';
const LONGEST = 128;
const CUT_MARK = '…';

/**
 * What is kept of label values. One that looks like personal data, a secret or an id is replaced as a
 * whole, since what is around it may say as much; one of more than 128 characters is cut. Both are
 * counted each time and said once for each label. Allowed values are kept as they are.
 *
 * Says of labels whose name is known for such values that they are declared.
 */
export function createGuard({ metric, labels, allow }: GuardOptions): LabelTerms['clean'] {
  const { redaction, allowedValues } = processMetrics().config;
  const allowed = patternsOf(allow, allowedValues);
  const declaredAt = appCallSite();
  const report = createReport(metric, declaredAt);
  const kindOf = redaction ? sensitiveKind : () => undefined;
  if (redaction) warnOfNames(metric, { labels, allowed, declaredAt });
  return (label, value) => {
    if (typeof value === 'boolean') return value;
    const text = String(value);
    if (allowed.get(label)?.some((fits) => fits(text))) return value;
    const short = cut(text);
    // What is cut off may have kept the rest from looking like something.
    const kind = kindOf(text) ?? (short === text ? undefined : kindOf(short));
    if (kind !== undefined) {
      report(label, `was given what looks like ${kind}`, `is replaced by ${REDACTED}`);
      return REDACTED;
    }
    if (short === text) return value;
    report(label, `was given a text of more than ${LONGEST} characters`, 'is cut');
    return short;
  };
}

function patternsOf(...lists: readonly AllowedValues[]): Map<string, FitsText[]> {
  const patterns = new Map<string, FitsText[]>();
  for (const [label, allowed = []] of lists.flatMap((list) => Object.entries(list))) {
    const own = [allowed].flat().map(createTextPattern);
    patterns.set(label, [...(patterns.get(label) ?? []), ...own]);
  }
  return patterns;
}

/** Half a character outside of the basic plane would be none. */
function cut(text: string): string {
  if (text.length <= LONGEST) return text;
  return text.slice(0, LONGEST - CUT_MARK.length).replace(/[\ud800-\udbff]$/, '') + CUT_MARK;
}

type Report = (label: string, what: string, becomes: string) => void;

/** Never says the value, nor anything of it. A callback has no call site; its declaration does. */
function createReport(metric: string, declaredAt: string | undefined): Report {
  const said = new Set<string>();
  return (label, what, becomes) => {
    countFault('redacted_value');
    const key = `${label} ${becomes}`;
    if (said.has(key)) return;
    said.add(key);
    const calledAt = appCallSite();
    const place = calledAt === undefined ? whereDeclared(declaredAt) : ` at ${calledAt}`;
    warn(
      `redacted_value:${metric}:${key}`,
      `the label '${label}' of '${metric}' ${what}${place}; such a value ${becomes}. ${howToAllow(label)}`,
    );
  };
}

function warnOfNames(
  metric: string,
  {
    labels,
    allowed,
    declaredAt,
  }: {
    readonly labels: readonly string[];
    readonly allowed: ReadonlyMap<string, unknown>;
    readonly declaredAt: string | undefined;
  },
): void {
  for (const label of labels) {
    const reason = allowed.has(label) ? undefined : sensitiveNameReason(label);
    if (reason === undefined) continue;
    warn(
      `label_name:${metric}:${label}`,
      `the label '${label}' of '${metric}'${whereDeclared(declaredAt)} ${reason}: a label is for few values that everybody may see. ${howToAllow(label)}`,
    );
  }
}

function whereDeclared(place: string | undefined): string {
  return place === undefined ? '' : `, declared at ${place},`;
}

function howToAllow(label: string): string {
  return `Where it is meant: allow: { ${JSON.stringify(label)}: 'a pattern with *' } in the declaration, or ACME_METRICS_ALLOWED_LABEL_VALUES=${label}=pattern`;
}
