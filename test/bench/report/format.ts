import type { Group, Ratio, Row, Unit } from './result.ts';
import { difference, type Summary } from './statistics.ts';

const DIGITS = 3;
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB'] as const;
const THOUSAND = 1000;

/** A figure for people: three digits that count, and bytes in the unit that fits. */
export function quantity(value: number, unit: Unit): string {
  if (!unit.startsWith('B')) return `${digits(value)} ${unit}`;
  return `${bytes(value)}${unit.slice(1)}`;
}

export function multiple(value: number): string {
  return `${value >= THOUSAND / 10 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} ×`;
}

/** `1.04 – 1.07`, in the unit of the figure; empty where all samples agree. */
export function spread({ low, high }: Summary, write: (value: number) => string): string {
  const [from, to] = [write(low), write(high)];
  return from === to ? '' : `${from} – ${to}`;
}

/** What the ratio says: `none`, `+5 %`, `-40 %` or, where it is many times as much, `5.3 times`. */
export function verdict(ratio: Ratio): string {
  const share = difference(ratio, ratio.control);
  if (share === 'none') return 'none';
  if (share >= 1) return `${digits(share + 1)} times`;
  return `${share > 0 ? '+' : '-'}${percent(Math.abs(share))}`;
}

/** The cells of a row, as every table of the benchmarks shows them. */
export const COLUMNS = ['', 'median', 'spread', 'ratio', 'spread of ratio', 'difference'] as const;

export function cells(group: Group, { variant, figure, ratio, note }: Row): readonly string[] {
  const write = (value: number) => quantity(value, group.unit);
  const name = note === undefined ? variant : `${variant} (${note})`;
  const own = [name, write(figure.median), spread(figure, write)];
  if (ratio === undefined) return [...own, '', '', ''];
  const to = `${multiple(ratio.median)} ${ratio.to}`;
  return [...own, to, spread(ratio, multiple), verdict(ratio)];
}

function digits(value: number): string {
  const size = Math.abs(value);
  if (size < 0.005) return '0';
  if (size >= 10 ** DIGITS) return value.toFixed(0);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
}

function bytes(value: number): string {
  const size = Math.abs(value);
  const power = size < THOUSAND ? 0 : Math.floor(Math.log10(size) / DIGITS);
  const index = Math.min(power, BYTE_UNITS.length - 1);
  const scaled = value / THOUSAND ** index;
  return `${index === 0 ? scaled.toFixed(0) : digits(scaled)} ${BYTE_UNITS[index]}`;
}

function percent(share: number): string {
  const value = share * 100;
  return `${value < 10 ? value.toFixed(1) : value.toFixed(0)} %`;
}
