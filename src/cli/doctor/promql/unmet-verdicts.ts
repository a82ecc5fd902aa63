import { fail, ok, skip, type Verdict, warn } from '../finding.ts';
import type { Unmet } from './ask-for.ts';

export interface AskingFile {
  readonly file: string;
  /** `12 rules`, `30 queries`. */
  readonly what: string;
  /** Whether a page or a Prometheus was there to look in. */
  readonly isCompared: boolean;
}

const MOST_NAMED = 6;

/** What is to be said of a file's expressions: worst first, or that all is well. */
export function unmetVerdicts(
  unmet: Unmet,
  { file, what, isCompared }: AskingFile,
): readonly Verdict[] {
  const found: Verdict[] = unmet.broken.map(({ name, problem }) =>
    fail(
      `${file}: '${name}' is no PromQL: ${problem}`,
      'mend the expression; promtool check rules says more',
    ),
  );
  if (!isCompared)
    return [...found, skip(`${file}: whether its metrics exist is not known: there is no page`)];
  for (const { asked, here, by } of unmet.misnamed) {
    found.push(fail(`${file}: '${by}' asks for ${asked}, the page has ${here}`, `write ${here}`));
  }
  for (const { asked, by } of unmet.unknown) {
    found.push(
      warn(
        `${file}: '${by}' asks for ${asked}, which nothing has`,
        'look for a slip in the name, or take it out; if it is of another program, --prometheus tells whether it is there',
      ),
    );
  }
  const { notYet } = unmet;
  if (notYet.length > 0) {
    const names = notYet.slice(0, MOST_NAMED).join(', ');
    const more = notYet.length > MOST_NAMED ? ` and ${notYet.length - MOST_NAMED} more` : '';
    found.push(skip(`${file}: the app has not shown ${names}${more} yet`));
  }
  const isWell = found.every(({ status }) => status === 'skip');
  return isWell ? [ok(`${file}: ${what}, and their metrics are there`), ...found] : found;
}
