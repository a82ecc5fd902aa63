import type { History, KnownMetric } from './history.ts';
import type { Series } from './series.ts';

export interface Found {
  readonly metric: KnownMetric;
  /** The label that a word was found in where the metric's name has it not; with its value. */
  readonly label?: { readonly name: string; readonly value?: string };
}

/** Where a word may be found, the best first. */
const PLACES = ['name', 'start', 'inside', 'label', 'value', 'help'] as const;

interface Hit {
  /** Of `PLACES`. */
  readonly rank: number;
  readonly label?: Found['label'];
}

/** Metrics in which each of the text's words is found, best first; all of them for no words. */
export function search(history: History, text: string): readonly Found[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = history.metrics().flatMap((metric) => {
    const series = history.seriesOf(metric.name);
    const hits = words.map((word) => hitOf(word, metric, series));
    const known = hits.filter((hit) => hit !== undefined);
    if (known.length < words.length) return [];
    const rank = known.reduce((sum, hit) => sum + hit.rank, 0);
    const label = known.find((hit) => hit.label !== undefined)?.label;
    return [{ rank, found: label === undefined ? { metric } : { metric, label } }];
  });
  return found.sort(byRank).map((each) => each.found);
}

interface Ranked {
  readonly rank: number;
  readonly found: Found;
}

/** Metrics of the app's own come first among equals; the rest stays in the order of names. */
function byRank(a: Ranked, b: Ranked): number {
  return a.rank - b.rank || Number(b.found.metric.isOwn) - Number(a.found.metric.isOwn);
}

function hitOf(word: string, metric: KnownMetric, series: readonly Series[]): Hit | undefined {
  const name = metric.name.toLowerCase();
  if (name === word) return at('name');
  if (name.includes(word)) return at(startsIn(name, word) ? 'start' : 'inside');
  const label = metric.labels.find((one) => one.toLowerCase().includes(word));
  if (label !== undefined) return { ...at('label'), label: { name: label } };
  const value = valueWith(word, series);
  if (value !== undefined) return { ...at('value'), label: value };
  return metric.help.toLowerCase().includes(word) ? at('help') : undefined;
}

function at(place: (typeof PLACES)[number]): Hit {
  return { rank: PLACES.indexOf(place) };
}

/** Whether one of a name's words begins with this one. */
function startsIn(name: string, word: string): boolean {
  return name.startsWith(word) || /[_.:]/.test(name.charAt(name.indexOf(word) - 1));
}

function valueWith(word: string, series: readonly Series[]): Found['label'] | undefined {
  for (const [value, name] of valuesOf(series)) {
    if (value.toLowerCase().includes(word)) return { name, value };
  }
  return undefined;
}

const valuesBy = new WeakMap<readonly Series[], ReadonlyMap<string, string>>();

/** Distinct values of all labels, and a label that has each. */
function valuesOf(series: readonly Series[]): ReadonlyMap<string, string> {
  let values = valuesBy.get(series);
  if (values === undefined) {
    const named = series.flatMap(({ labels }) => Object.entries(labels));
    values = new Map(named.map(([name, value]) => [value, name]));
    valuesBy.set(series, values);
  }
  return values;
}
