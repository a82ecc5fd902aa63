import type { PageFamily } from '../page/page.ts';

/** Whether a metric has all the words: in its name, its help, its type, its unit or the names of its labels. */
export function createSearch(words: readonly string[]): (family: PageFamily) => boolean {
  const wanted = words.flatMap((word) => word.toLowerCase().split(/\s+/)).filter(Boolean);
  if (wanted.length === 0) return () => true;
  return ({ name, help, type, unit, series }) => {
    const labels = new Set(series.flatMap((one) => Object.keys(one.labels)));
    const text = [name, help, type, unit, ...labels].join('\n').toLowerCase();
    return wanted.every((word) => text.includes(word));
  };
}
