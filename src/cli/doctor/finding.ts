import type { Context } from './context.ts';

/** How a check went. `skip`: it could not be made here, and says why. */
export type Status = 'ok' | 'warn' | 'fail' | 'skip';

/** What a check says of one thing. */
export interface Verdict {
  readonly status: Status;
  /** One line. */
  readonly what: string;
  /** What to do: the variable to set, the lines to paste, the command. */
  readonly fix?: string;
}

/** A verdict, and whose it is. */
export interface Finding extends Verdict {
  readonly check: string;
}

/** Where a check stands in the report. */
export type CheckGroup = 'Endpoint' | 'App' | 'Metrics' | 'Prometheus' | 'Rules and dashboards';

export interface Check {
  /** Kebab-case. */
  readonly id: string;
  readonly title: string;
  readonly group: CheckGroup;
  run(context: Context): readonly Verdict[] | Promise<readonly Verdict[]>;
}

export function ok(what: string): Verdict {
  return { status: 'ok', what };
}

/** Well as it is, and what would be better. */
export function hint(what: string, fix: string): Verdict {
  return { status: 'ok', what, fix };
}

export function skip(what: string, fix?: string): Verdict {
  return { status: 'skip', what, ...(fix !== undefined && { fix }) };
}

export function warn(what: string, fix: string): Verdict {
  return { status: 'warn', what, fix };
}

export function fail(what: string, fix: string): Verdict {
  return { status: 'fail', what, fix };
}

/** What goes wrong, or that nothing does. */
export function orOk(verdicts: readonly Verdict[], what: string): readonly Verdict[] {
  return verdicts.length === 0 ? [ok(what)] : verdicts;
}

/** How many verdicts of one kind are worth reading. */
const MOST_ALIKE = 8;

/** The first ones, and how many more there are, so that one fault made everywhere stays readable. */
export function firstFew(verdicts: readonly Verdict[]): readonly Verdict[] {
  const more = verdicts.length - MOST_ALIKE;
  const last = verdicts.at(MOST_ALIKE);
  if (more <= 0 || last === undefined) return verdicts;
  const worst = verdicts.slice(MOST_ALIKE).some(({ status }) => status === 'fail')
    ? 'fail'
    : last.status;
  return [...verdicts.slice(0, MOST_ALIKE), { status: worst, what: `and ${more} more like these` }];
}
