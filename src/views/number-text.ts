export const NOTHING = '–';

/** From this size on, in this unit. */
type Step = readonly [from: number, unit: string];

export const PLAIN: readonly Step[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
];
export const BYTES: readonly Step[] = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
  [1, 'B'],
];
export const SECONDS: readonly Step[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
  [1e-9, 'ns'],
];

/** A number for people, in the unit that makes it short: `23 ms`, `45.3 MB`. */
export function steppedText(value: number, steps: readonly Step[], space = ' '): string {
  if (!Number.isFinite(value)) return shortText(value);
  const size = Math.abs(value);
  // Rounded first: 999.96 ms is 1 s, and not 1000 ms. 0 is 0 s, and not 0 ns.
  const step = steps.find(([from]) => rounded(size / from) >= 1);
  const smallest = size === 0 ? undefined : steps.at(-1);
  const [from, unit] = step ?? smallest ?? [1, unitItself(steps)];
  const text = shortText(value / from);
  return unit === '' ? text : `${text}${space}${unit}`;
}

/** Three digits that count, and no zeros at the end. Whole numbers below a million are whole. */
export function shortText(value: number): string {
  const size = Math.abs(value);
  if (Number.isNaN(value)) return NOTHING;
  if (size === Number.POSITIVE_INFINITY) return value > 0 ? '∞' : '-∞';
  if (size >= 1e6) return rounded(value).toExponential();
  return String(size >= 100 ? Math.round(value) : rounded(value));
}

function unitItself(steps: readonly Step[]): string {
  return steps.find(([from]) => from === 1)?.[1] ?? '';
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
