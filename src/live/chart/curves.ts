import type { Panel } from '../../views/panel.ts';
import type { Line } from '../model/line.ts';
import { topLines } from '../model/top-lines.ts';
import type { Snapshot } from '../snapshot.ts';
import { legendText } from './legend-text.ts';
import { LINES_PER_CHART } from './palette.ts';

/** One line of a chart. */
export interface Curve {
  readonly name: string;
  /** Its place in the palette. */
  readonly color: number;
  readonly values: Line['values'];
}

export interface Curves {
  readonly curves: readonly Curve[];
  /** How many there are beyond those that a chart shows. */
  readonly leftOut: number;
}

const NONE: Curves = { curves: [], leftOut: 0 };

/** Answers the questions of one panel. A line keeps its color while it is shown. */
export function createCurves({ queries }: Panel): (snapshot: Snapshot) => Curves {
  let colors: ReadonlyMap<string, number> = new Map();
  return (snapshot) => {
    const names = new Map<Line, string>();
    for (const { legend, expression } of queries) {
      for (const line of snapshot.ask(expression)) names.set(line, legendText(legend, line.labels));
    }
    const known = [...names.keys()].filter(({ values }) => values.some((value) => value !== null));
    if (known.length === 0) return NONE;
    const { lines, leftOut } = topLines(known, LINES_PER_CHART);
    const shown = lines.map((line) => ({ name: names.get(line) ?? '', values: line.values }));
    colors = assigned(
      shown.map(({ name }) => name),
      colors,
    );
    const curves = shown.map((line) => ({ ...line, color: colors.get(line.name) ?? 0 }));
    return { curves, leftOut };
  };
}

/** A color for each name: the one that it had, or the first that is free. */
export function assigned(
  names: readonly string[],
  before: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const colors = new Map<string, number>();
  for (const name of names) {
    const color = before.get(name);
    if (color !== undefined) colors.set(name, color);
  }
  const taken = new Set(colors.values());
  let next = 0;
  for (const name of names) {
    if (colors.has(name)) continue;
    while (taken.has(next)) next++;
    taken.add(next);
    colors.set(name, next);
  }
  return colors;
}
