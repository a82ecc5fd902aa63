import type { Matcher } from '../../views/metrics.ts';
import { labelOf, type NamedSubject } from '../../views/subject.ts';
import { type Series, valueOfLabel } from './series.ts';

type Test = (series: Series) => boolean;

/** Whether a series fulfils all conditions of these names; none does one that the metric lacks. */
export function matching(subject: NamedSubject, names: readonly string[]): Test {
  const tests = names.flatMap((name) => {
    const matchers: readonly Matcher[] | undefined = subject.conditions[name];
    return matchers === undefined
      ? [() => false]
      : matchers.map((matcher) => testOf(matcher, labelOf(subject, matcher.role)));
  });
  return (series) => tests.every((test) => test(series));
}

function testOf({ is, value }: Matcher, label: string | undefined): Test {
  const held = (series: Series) => (label === undefined ? '' : valueOfLabel(series, label));
  if (is === '=') return (series) => held(series) === value;
  if (is === '!=') return (series) => held(series) !== value;
  const expression = new RegExp(`^(?:${value})$`, 's');
  const isWanted = is === '=~';
  return (series) => expression.test(held(series)) === isWanted;
}
