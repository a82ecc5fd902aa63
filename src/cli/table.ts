import type { Output } from './command.ts';
import { cutTo, fitted, widthOf } from './text-width.ts';

export interface Column {
  readonly title: string;
  /** Numbers stand on the right. Default: left. */
  readonly align?: 'left' | 'right';
  /** On a terminal it is cut to so many cells. The last column gets what is left. */
  readonly widest?: number;
}

const GAP = '  ';
/** A last column narrower than that is no help. */
const NARROWEST = 12;

/**
 * Rows as text, each of one line. A terminal gets lines that fit it, everything else whole cells. The
 * cells are legible already.
 */
export function tableText(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  out: Pick<Output, 'isTerminal' | 'size' | 'paint'>,
): string {
  const widths = columns.map(({ title, widest }, i) => {
    const longest = rows.reduce((most, row) => Math.max(most, widthOf(row[i] ?? '')), title.length);
    return out.isTerminal && widest !== undefined ? Math.min(longest, widest) : longest;
  });
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + GAP.length, 0);
  const left = out.isTerminal ? out.size().columns - before : Number.POSITIVE_INFINITY;
  const shown = left >= NARROWEST ? columns.length : columns.length - 1;
  const lineOf = (cells: readonly string[]): string =>
    columns
      .slice(0, shown)
      .map(({ align }, i) => {
        const cell = cells[i] ?? '';
        const isLast = i === columns.length - 1;
        return isLast ? cutTo(cell, left) : fitted(cell, widths[i] ?? 0, align);
      })
      .join(GAP)
      .trimEnd();
  const head = out.paint('bold', lineOf(columns.map(({ title }) => title)));
  return `${[head, ...rows.map(lineOf)].join('\n')}\n`;
}
