export const NOTHING = '–';

type Step = readonly [from: number, suffix: string];

const PLAIN: readonly Step[] = [
  [1e12, ' T'],
  [1e9, ' G'],
  [1e6, ' M'],
  [1, ''],
];
const BYTES: readonly Step[] = [
  [1e12, ' TB'],
  [1e9, ' GB'],
  [1e6, ' MB'],
  [1e3, ' kB'],
  [1, ' B'],
];
const SECONDS: readonly Step[] = [
  [86_400, ' d'],
  [3600, ' h'],
  [60, ' min'],
  [1, ' s'],
  [1e-3, ' ms'],
  [1e-6, ' µs'],
  [1e-9, ' ns'],
];
/** Seconds of this size are no duration but a moment since 1970. */
const FIRST_MOMENT = 1e9;

/** A number for people, by the words of its unit: `1.2 MB`, `23 ms`, `41 %`. */
export function numberText(value: number | undefined, unit = ''): string {
  if (value === undefined || Number.isNaN(value)) return NOTHING;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  switch (unit) {
    case 'seconds':
      return value >= FIRST_MOMENT && value < 1e11 ? momentText(value) : stepped(value, SECONDS);
    case 'bytes':
      return stepped(value, BYTES);
    case 'ratio':
      return `${digits(value * 100)} %`;
    case 'percent':
      return `${digits(value)} %`;
    default:
      return stepped(value, PLAIN);
  }
}

/** What comes every second. */
export function rateText(value: number | undefined, unit = ''): string {
  const text = numberText(value, unit === 'bytes' ? unit : '');
  return text === NOTHING ? text : `${text}/s`;
}

function stepped(value: number, steps: readonly Step[]): string {
  const size = Math.abs(value);
  const [from, suffix] = steps.find(([step]) => size >= step) ?? [1, plainSuffix(steps)];
  const text = digits(value / from);
  return `${text}${suffix}`;
}

function plainSuffix(steps: readonly Step[]): string {
  return steps.find(([step]) => step === 1)?.[1] ?? '';
}

/** Three digits that count, and no zeros at the end; whole numbers are whole. */
function digits(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  if (size >= 100 || value === 0) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

function momentText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
