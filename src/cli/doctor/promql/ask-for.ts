import type { Context } from '../context.ts';
import { createNameBook, type FindName } from './known-names.ts';
import type { ReadQuery } from './query-metrics.ts';

/** An expression of a file, by what it is called there. */
export interface NamedQuery {
  readonly name: string;
  readonly query: ReadQuery;
}

/** What the expressions of a file ask for and don't get. */
export interface Unmet {
  readonly broken: readonly { readonly name: string; readonly problem: string }[];
  readonly misnamed: readonly {
    readonly asked: string;
    readonly here: string;
    readonly by: string;
  }[];
  readonly unknown: readonly { readonly asked: string; readonly by: string }[];
  /** Names that may come yet. */
  readonly notYet: readonly string[];
}

/**
 * Looks for the metrics of expressions on the page and in Prometheus. `made` are names that rules
 * record.
 */
export async function findUnmet(
  queries: readonly NamedQuery[],
  { page, prometheus }: Context,
  made: ReadonlySet<string> = new Set(),
): Promise<Unmet> {
  const find: FindName = page === undefined ? () => ({ is: 'unknown' }) : createNameBook(page);
  const asked = askedBy(queries);
  const missing = [...asked.keys()].filter((name) => !made.has(name) && find(name).is !== 'there');
  const stored = (await prometheus?.stored(missing)) ?? new Set<string>();
  const absent = missing.filter((name) => !stored.has(name));
  const by = (name: string) => asked.get(name) ?? '';
  return {
    broken: queries.flatMap(({ name, query }) =>
      'problem' in query ? [{ name, problem: query.problem }] : [],
    ),
    misnamed: absent.flatMap((name) => {
      const known = find(name);
      return known.is === 'misnamed' ? [{ asked: name, here: known.name, by: by(name) }] : [];
    }),
    unknown: absent
      .filter((name) => find(name).is === 'unknown')
      .map((name) => ({ asked: name, by: by(name) })),
    notYet: absent.filter((name) => find(name).is === 'not-yet'),
  };
}

/** Who is the first to ask for each metric. */
function askedBy(queries: readonly NamedQuery[]): ReadonlyMap<string, string> {
  const asked = new Map<string, string>();
  for (const { name, query } of queries) {
    const metrics = 'metrics' in query ? query.metrics : [];
    for (const metric of metrics) if (!asked.has(metric)) asked.set(metric, name);
  }
  return asked;
}
