import type { Output } from '../command.ts';
import { legible } from '../legible.ts';
import type { Labels, PageFamily } from '../page/page.ts';
import { type Column, tableText } from '../table.ts';
import { seriesText, valueText } from './value-text.ts';

const COLUMNS: readonly Column[] = [
  { title: 'NAME', widest: 56 },
  { title: 'TYPE' },
  { title: 'UNIT', widest: 16 },
  { title: 'SERIES', align: 'right' },
  { title: 'VALUE', widest: 36 },
  { title: 'HELP' },
];

export interface ListingOptions {
  /** Whether each series has a line, too. */
  readonly labels: boolean;
}

/** The metrics as a table. */
export function listing(
  families: readonly PageFamily[],
  { labels }: ListingOptions,
  out: Output,
): string {
  if (!labels) return tableText(COLUMNS, families.map(rowOf), out);
  return families.map((family) => withSeries(family, out)).join('\n');
}

function rowOf(family: PageFamily): readonly string[] {
  const { name, type, unit, series, help } = family;
  return [
    ...[legible(name), type, legible(unit), String(series.length), valueText(family)],
    legible(help),
  ];
}

function withSeries(family: PageFamily, { paint }: Output): string {
  const { name, type, unit, help, series } = family;
  const about = [type, unit].filter(Boolean).map(legible).join(', ');
  const head = `${paint('bold', legible(name))}  ${paint('dim', about)}`;
  const lines = series.map(
    (one) => `  ${labelsText(one.labels)}  ${paint('cyan', seriesText(family, one))}`,
  );
  const helpLines = help === '' ? [] : [`  ${paint('dim', legible(help))}`];
  return `${[head, ...helpLines, ...lines].join('\n')}\n`;
}

/** `{route="/a",status="200"}` */
export function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${legible(name)}="${legible(value)}"`,
  );
  return `{${pairs.join(',')}}`;
}
