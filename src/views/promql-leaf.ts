import { escapeLabelValue } from '../exposition/escape.ts';
import { labelNameText, sampleStart } from '../exposition/escaping.ts';
import type { Leaf } from './expression.ts';
import type { Matcher } from './metrics.ts';
import { labelOf, type NamedSubject } from './subject.ts';

export interface LeafContext {
  readonly metric: NamedSubject;
  /** Whether a histogram is one series with all of its buckets. */
  readonly isNative: boolean;
  readonly window: string;
  /** Matchers besides the leaf's own, as text. */
  readonly matchers: string;
  /** Labels of the answer by role, which the metric may call otherwise. */
  readonly shown: ReadonlyMap<string, string>;
  /** Labels that stay besides the roles. */
  readonly by: readonly string[];
}

/** A question to one metric in PromQL. */
export function leafText(leaf: Leaf, context: LeafContext): string {
  switch (leaf.ask) {
    case 'rate':
      return aggregated('sum', rateText(leaf, context), { leaf, context });
    case 'value':
      return aggregated(leaf.aggregate, countedText(leaf, context), { leaf, context });
    case 'count':
      return aggregated('count', countedText(leaf, context), { leaf, context });
    case 'summary-quantile': {
      const own = `quantile=~"${quantilePattern(leaf.q)}"`;
      return aggregated('max', selector(leaf, context, { own }), { leaf, context });
    }
    case 'quantile':
      return `histogram_quantile(${leaf.q}, ${bucketsText(leaf, context)})`;
  }
}

function rateText(leaf: Leaf & { readonly ask: 'rate' }, context: LeafContext): string {
  const { metric, isNative, window } = context;
  const part = leaf.part ?? 'count';
  const isPlain = metric.type === 'counter' || metric.type === 'gauge';
  const ending = isPlain || isNative ? '' : `_${part}`;
  const rate = `rate(${selector(leaf, context, { ending })}[${window}])`;
  return isNative ? `histogram_${part}(${rate})` : rate;
}

/** The series as they are; of a histogram or a summary those of the count, one for each label set. */
function countedText(leaf: Leaf, context: LeafContext): string {
  const { type } = context.metric;
  const isWhole = type === 'counter' || type === 'gauge' || context.isNative;
  return selector(leaf, context, { ending: isWhole ? '' : '_count' });
}

function bucketsText(leaf: Leaf, context: LeafContext): string {
  const { isNative, window } = context;
  const rate = `rate(${selector(leaf, context, { ending: isNative ? '' : '_bucket' })}[${window}])`;
  return aggregated('sum', rate, { leaf, context, further: isNative ? [] : ['le'] });
}

interface Grouping {
  readonly leaf: Leaf;
  readonly context: LeafContext;
  readonly further?: readonly string[];
}

function aggregated(
  operator: string,
  text: string,
  { leaf, context: { metric, shown, by }, further = [] }: Grouping,
): string {
  const labels = [...further, ...by];
  let series = text;
  for (const role of leaf.by ?? []) {
    const own = labelOf(metric, role);
    const label = shown.get(role) ?? own;
    if (own === undefined || label === undefined) continue;
    labels.push(label);
    if (own !== label) series = renamed(series, own, label);
  }
  const names = [...new Set(labels)].map(labelNameText);
  return names.length === 0
    ? `${operator}(${series})`
    : `${operator} by (${names.join(', ')}) (${series})`;
}

function renamed(series: string, from: string, to: string): string {
  const [label, own] = [quoted(to), quoted(from)];
  return `label_replace(${series}, ${label}, "$1", ${own}, "(.*)")`;
}

interface Selected {
  readonly ending?: string;
  readonly own?: string;
}

function selector(
  leaf: Leaf,
  { metric, matchers }: LeafContext,
  { ending = '', own = '' }: Selected,
): string {
  const conditions = (leaf.where ?? []).flatMap((name) => matchersOf(metric, name));
  const texts = [matchers, own, ...conditions].filter((text) => text !== '');
  const { bare, open } = sampleStart(metric.name + ending);
  return texts.length === 0 ? bare : `${open}${texts.join(',')}}`;
}

function matchersOf(metric: NamedSubject, condition: string): string[] {
  const matchers: readonly Matcher[] | undefined = metric.conditions[condition];
  // A question without its condition would be another question.
  if (matchers === undefined) throw new Error(`${metric.name} has no condition ${condition}`);
  return matchers.map(({ role, is, value }) => {
    const label = labelOf(metric, role);
    if (label === undefined) throw new Error(`${metric.name} has no label for ${role}`);
    return `${labelNameText(label)}${is}${quoted(value)}`;
  });
}

/** Prometheus 3 stores `1` as `1.0`. */
function quantilePattern(q: number): string {
  const text = String(q).replace('.', '[.]');
  return Number.isInteger(q) ? `${text}([.]0)?` : text;
}

function quoted(text: string): string {
  return `"${escapeLabelValue(text)}"`;
}
