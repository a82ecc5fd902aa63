import type { ParsedSample } from './exposition-parser.ts';

/** A series that an app has recorded, and what a page is to say of it: `rich-metrics.cjs`. */
export interface LedgerSeries {
  /** OpenTelemetry's name. */
  readonly name: string;
  /** The name on the page by default, and where dots stay. */
  readonly page: string;
  readonly dotted: string;
  /** Labels by default, and where dots stay. */
  readonly labels: Labels;
  readonly attributes: Labels;
  /** A number's text. */
  readonly value: string;
  readonly spread?: Spread;
  /** The series that this one is made of, where dots stay. */
  readonly apart?: readonly LedgerSeries[];
}

/** A histogram's amounts, in the order of recording. */
export interface Spread {
  readonly amounts: readonly number[];
  /** Upper bounds of the classic buckets. */
  readonly bounds: readonly number[];
  readonly form: 'classic' | 'native' | 'both';
}

type Labels = Readonly<Record<string, string>>;

/** Whose names the page has: its own by default; with dots and suffixes; OpenTelemetry's. */
export type LedgerNames = 'page' | 'dotted' | 'name';

/** How a page differs from the one in text that there is by default. */
export interface Difference {
  readonly names?: LedgerNames;
  /** What an escaping scheme makes of a name. */
  readonly escaped?: (name: string) => string;
  /** Whether labels meet that differ in dots alone. */
  readonly meet?: boolean;
  /** Whether it has native histograms, which others say with a single bucket. */
  readonly native?: boolean;
}

/** The samples that are expected, classic histograms in their parts. */
export function expectedSamples(
  ledger: readonly LedgerSeries[],
  {
    names = 'page',
    escaped = (name) => name,
    meet = names === 'page',
    native = false,
  }: Difference = {},
): ParsedSample[] {
  const all = meet ? ledger : ledger.flatMap((series) => series.apart ?? [series]);
  return all.flatMap((series) => {
    const own = names === 'page' || series.apart ? series.labels : series.attributes;
    const labels = Object.fromEntries(
      Object.entries(own).map(([key, text]) => [escaped(key), text]),
    );
    const name = escaped(series[names]);
    const { spread, value } = series;
    if (spread === undefined) return [{ name, labels, value: Number(value) }];
    if (spread.form !== 'native') return classicSamples(name, labels, spread);
    return native ? [] : classicSamples(name, labels, { ...spread, bounds: [] });
  });
}

function classicSamples(name: string, labels: Labels, { amounts, bounds }: Spread): ParsedSample[] {
  const buckets = [...bounds, Number.POSITIVE_INFINITY].map((bound) => ({
    name: `${name}_bucket`,
    labels: { ...labels, le: String(bound) },
    value: amounts.filter((amount) => amount <= bound).length,
  }));
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  return [
    ...buckets,
    { name: `${name}_sum`, labels, value: sum },
    { name: `${name}_count`, labels, value: amounts.length },
  ];
}

/** Samples by name and labels; a bound is a number, however a server writes it. */
export function sampleMap(samples: Iterable<ParsedSample>): Map<string, number> {
  return new Map([...samples].map((sample) => [identity(sample), sample.value]));
}

function identity({ name, labels }: ParsedSample): string {
  const pairs = Object.entries(labels)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => [key, key === 'le' ? boundText(value) : value]);
  return JSON.stringify([name, pairs.sort(([a = ''], [b = '']) => (a < b ? -1 : 1))]);
}

function boundText(le: string): string {
  const bound = Number(le.replace('Inf', 'Infinity'));
  return Number.isNaN(bound) ? le : String(bound);
}

/** Where `actual` lacks an expected sample or has another value; `digits` count, or all of them. */
export function differences(
  expected: Iterable<ParsedSample>,
  actual: Iterable<ParsedSample>,
  digits?: number,
): string[] {
  const found = sampleMap(actual);
  return [...sampleMap(expected)].flatMap(([key, value]) => {
    const other = found.get(key);
    if (other === undefined) return [`lacks ${key}`];
    const isSame = digits === undefined ? value === other : isAlike(value, other, digits);
    const isNone = Number.isNaN(value) && Number.isNaN(other);
    return isSame || isNone ? [] : [`has ${other}, not ${value}, as ${key}`];
  });
}

function isAlike(one: number, other: number, digits: number): boolean {
  const tolerance = Math.max(Number.MIN_VALUE, Math.abs(one) * 10 ** -digits);
  return one === other || Math.abs(one - other) <= tolerance;
}
