import type { Expression, Leaf } from './expression.ts';
import type { NamesOf } from './names.ts';
import { leafText } from './promql-leaf.ts';
import { labelsOf, type NamedSubject, nameSubject } from './subject.ts';

/** Which buckets are asked: `either` takes native ones where Prometheus has them, else classic ones. */
export type HistogramQuery = 'classic' | 'native' | 'either';

export interface PromqlOptions {
  readonly names: NamesOf;
  /** What rates and quantiles look back on, e.g. `5m` or `$__rate_interval`. */
  readonly window: string;
  /** Matchers that every selector gets besides its own, e.g. `job=~"$job"`. */
  readonly matchers?: string | ((metric: NamedSubject) => string);
  /** Of all histograms, or of the one with this name on the page. Default: classic. */
  readonly histograms?: HistogramQuery | ((name: string) => HistogramQuery);
  /** Labels of the target that stay, as `instance`: an answer for each of their values. */
  readonly by?: readonly string[];
}

/** A question in PromQL. */
export function toPromql(expression: Expression, options: PromqlOptions): string {
  const shown = labelsOf(expression, options.names);
  return render(expression, { ...options, shown }).text;
}

/** The same as a side of a comparison, which binds tighter than `or` and looser than arithmetic. */
export function toPromqlSide(expression: Expression, options: PromqlOptions): string {
  const shown = labelsOf(expression, options.names);
  const { text, operator } = render(expression, { ...options, shown });
  return operator === 'or' ? `(${text})` : text;
}

interface Context extends PromqlOptions {
  /** Label names of the answer, by role. */
  readonly shown: ReadonlyMap<string, string>;
}

interface Rendered {
  readonly text: string;
  /** The one that stands outside of all parentheses, if one does. */
  readonly operator?: '/' | '*' | 'or';
}

function render(expression: Expression, context: Context): Rendered {
  switch (expression.ask) {
    case 'divide': {
      const right = `(${operand(expression.right, context)} != 0)`;
      return { text: `${operand(expression.left, context)} / ${right}`, operator: '/' };
    }
    case 'zero':
      return { text: `0 * ${operand(expression.of, context)}`, operator: '*' };
    case 'either':
      return firstOf(expression.of.map((one) => render(one, context)));
    case 'add':
      return sumOf(expression.of.map((one) => render(one, context).text));
    default:
      return renderLeaf(expression, context);
  }
}

function operand(expression: Expression, context: Context): string {
  const { text, operator } = render(expression, context);
  return operator === undefined ? text : `(${text})`;
}

/** The operator `or` binds least of all: nothing in it needs parentheses. */
function firstOf(answers: readonly Rendered[]): Rendered {
  const texts = [...new Set(answers.map(({ text }) => text))];
  const [first] = answers;
  return first !== undefined && texts.length === 1
    ? first
    : { text: texts.join(' or '), operator: 'or' };
}

/** Series of equal labels are kept apart by one more, which the sum leaves out again. */
function sumOf(texts: readonly string[]): Rendered {
  const marked = texts.map((text, at) => `label_replace(${text}, "addend", "${at}", "", "")`);
  return { text: `sum without (addend) (${marked.join(' or ')})` };
}

function renderLeaf(leaf: Leaf, context: Context): Rendered {
  const metric = nameSubject(leaf.of, context.names);
  const { window, shown, by = [] } = context;
  const matchers = textOfMatchers(context, metric);
  const text = (isNative: boolean) =>
    leafText(leaf, { metric, isNative, window, matchers, shown, by });
  const query = metric.type === 'histogram' ? histogramQuery(context, metric) : 'classic';
  if (query === 'either') return { text: `${text(true)} or ${text(false)}`, operator: 'or' };
  return { text: text(query === 'native') };
}

function textOfMatchers({ matchers = '' }: PromqlOptions, metric: NamedSubject): string {
  return typeof matchers === 'function' ? matchers(metric) : matchers;
}

function histogramQuery({ histograms = 'classic' }: PromqlOptions, { name }: NamedSubject) {
  return typeof histograms === 'function' ? histograms(name) : histograms;
}
