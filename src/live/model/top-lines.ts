import type { Line } from './line.ts';

export interface TopLines {
  /** In the order in which they were given, so that colors stay with them. */
  readonly lines: readonly Line[];
  readonly leftOut: number;
}

/** The highest lines by their mean, as many as a chart can show. */
export function topLines(lines: readonly Line[], most: number): TopLines {
  if (lines.length <= most) return { lines, leftOut: 0 };
  const ranked = lines.map((line) => ({ line, mean: meanOf(line) }));
  ranked.sort((a, b) => b.mean - a.mean);
  const highest = new Set(ranked.slice(0, most).map(({ line }) => line));
  const shown = lines.filter((line) => highest.has(line));
  return { lines: shown, leftOut: lines.length - shown.length };
}

/** Of what is known; below all numbers where nothing is. */
function meanOf({ values }: Line): number {
  let sum = 0;
  let known = 0;
  for (const value of values) {
    if (value === null) continue;
    sum += value;
    known += 1;
  }
  return known === 0 ? Number.MIN_SAFE_INTEGER : sum / known;
}
