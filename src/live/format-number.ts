import type { PanelUnit } from '../views/panel.ts';

/** Keeps a number and its unit on one line. */
const SPACE = '\u00a0';
const NOTHING = '–';

type Step = readonly [from: number, suffix: string];

const PLAIN: readonly Step[] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
  [1, ''],
];
const BYTES: readonly Step[] = [
  [1e12, 'TB'],
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
  [1, 'B'],
];
const SECONDS: readonly Step[] = [
  [86_400, 'd'],
  [3600, 'h'],
  [60, 'min'],
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
  [1e-9, 'ns'],
];

/** A number for people: `1.2 k/s`, `23 ms`, `45 MB`, `1.3 %`. */
export function formatNumber(value: number | null | undefined, unit: PanelUnit): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return NOTHING;
  switch (unit) {
    case 'per-second':
      return `${joined(value, PLAIN, SPACE)}/s`;
    case 'bytes-per-second':
      return `${joined(value, BYTES)}/s`;
    case 'bytes':
      return joined(value, BYTES);
    case 'seconds':
      return joined(value, SECONDS);
    case 'share':
    case 'share-of-time':
      return `${digits(value * 100)}${SPACE}%`;
    default:
      return joined(value, PLAIN);
  }
}

function joined(value: number, steps: readonly Step[], atEnd = ''): string {
  const size = Math.abs(value);
  const last = steps.at(-1);
  // Rounded first: 999.96 ms is 1 s, and not 1000 ms.
  const step = steps.find(([from]) => rounded(size / from) >= 1) ?? (size === 0 ? undefined : last);
  const [from, suffix] = step ?? zeroOf(steps);
  const text = digits(value / from);
  return suffix === '' ? text + atEnd : `${text}${SPACE}${suffix}`;
}

/** 0 in the unit itself: `0 s`, not `0 ns`. */
function zeroOf(steps: readonly Step[]): Step {
  return steps.find(([from]) => from === 1) ?? [1, ''];
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

/** Three digits that count, without a tail of zeros; what is too small for them is not 0. */
function digits(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size === Number.POSITIVE_INFINITY) return NOTHING;
  if (size < 0.001) return value.toExponential(0);
  if (size >= 100) return size >= 1e6 ? value.toExponential(1) : String(Math.round(value));
  return String(Number(value.toFixed(size >= 10 ? 1 : size >= 0.1 ? 2 : 3)));
}

/** How long something has been there: `3 s`, `12 min`, `2 h 5 min`, `4 d 3 h`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}${SPACE}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${SPACE}min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return pair([hours, 'h'], [minutes % 60, 'min']);
  return pair([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}

type Amount = readonly [count: number, unit: string];

function pair([count, unit]: Amount, [rest, smaller]: Amount): string {
  const first = `${count}${SPACE}${unit}`;
  return rest === 0 ? first : `${first} ${rest}${SPACE}${smaller}`;
}
