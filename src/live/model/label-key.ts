import type { Line } from './line.ts';

const keys = new WeakMap<Line['labels'], string>();

/** The same text for labels that are the same for PromQL: an empty one is none. */
export function labelKey(labels: Line['labels']): string {
  let key = keys.get(labels);
  if (key === undefined) {
    const set = Object.entries(labels).filter(([, value]) => value !== '');
    key = JSON.stringify(set.sort(([a], [b]) => (a < b ? -1 : 1)));
    keys.set(labels, key);
  }
  return key;
}
