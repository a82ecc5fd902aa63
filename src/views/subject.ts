import type { Expression, PageMetric, Subject } from './expression.ts';
import type { Matcher } from './metrics.ts';
import type { NamesOf } from './names.ts';

/** What is asked about, as it stands on a page: of the table, or one that only the page knows. */
export interface NamedSubject {
  /** Without `_bucket`, `_count` and `_sum`. */
  readonly name: string;
  readonly type: PageMetric['type'];
  /** Label names by role. */
  readonly labels: Readonly<Record<string, string>>;
  readonly conditions: Readonly<Record<string, readonly Matcher[]>>;
}

export function nameSubject(subject: Subject, names: NamesOf): NamedSubject {
  if (typeof subject === 'string') return names(subject);
  const { name, type, labels } = subject;
  const own = Object.fromEntries(labels.map((label) => [label, label]));
  return { name, type, labels: own, conditions: {} };
}

/** Every metric that an expression asks, in the order of its text. */
export function subjectsOf(expression: Expression): Subject[] {
  switch (expression.ask) {
    case 'divide':
      return [...subjectsOf(expression.left), ...subjectsOf(expression.right)];
    case 'zero':
      return subjectsOf(expression.of);
    case 'either':
    case 'add':
      return expression.of.flatMap(subjectsOf);
    default:
      return [expression.of];
  }
}

/** The label that a metric has for a role. */
export function labelOf({ labels }: NamedSubject, role: string): string | undefined {
  return Object.hasOwn(labels, role) ? labels[role] : undefined;
}

/** The labels of an answer, by role: where metrics call a role in different ways, the first one's. */
export function labelsOf(expression: Expression, names: NamesOf): ReadonlyMap<string, string> {
  const labels = subjectsOf(expression).map((subject) => nameSubject(subject, names).labels);
  return new Map(labels.reverse().flatMap((byRole) => Object.entries(byRole)));
}
