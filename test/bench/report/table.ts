import { COLUMNS, cells } from './format.ts';
import type { Group } from './result.ts';

/** All groups as one table for a terminal: names on the left, figures on the right. */
export function tableLines(groups: readonly Group[]): readonly string[] {
  const bodies = groups.map((group) => group.rows.map((row) => indent(cells(group, row))));
  const widths = COLUMNS.map((title, column) =>
    Math.max(title.length, ...bodies.flat().map((row) => (row[column] ?? '').length)),
  );
  const line = (row: readonly string[]) => alignRow(row, widths);
  const head = line(COLUMNS);
  return [
    head,
    '─'.repeat(widths.reduce((total, width) => total + width + GAP.length, -GAP.length)),
    ...groups.flatMap(({ title }, index) => [title, ...(bodies[index] ?? []).map(line), '']),
  ];
}

const GAP = '   ';

function indent([name = '', ...figures]: readonly string[]): readonly string[] {
  return [`  ${name}`, ...figures];
}

function alignRow(row: readonly string[], widths: readonly number[]): string {
  const aligned = widths.map((width, column) => {
    const text = row[column] ?? '';
    return column === 0 ? text.padEnd(width) : text.padStart(width);
  });
  return aligned.join(GAP).trimEnd();
}
