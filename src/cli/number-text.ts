import { BYTES, NOTHING, PLAIN, SECONDS, shortText, steppedText } from '../views/number-text.ts';

/** Thousands are written out: 20000 can be looked for elsewhere, 20 k cannot. */
const NUMBERS = PLAIN.filter(([from]) => from !== 1000);
/** Seconds of this size are no duration but a moment since 1970. */
const FIRST_MOMENT = 1e9;
const LAST_MOMENT = 1e11;

/** A number for people, by the words of its unit: `1.2 MB`, `23 ms`, `41 %`. */
export function numberText(value = Number.NaN, unit = ''): string {
  if (!Number.isFinite(value)) return shortText(value);
  switch (unit) {
    case 'seconds':
      return value >= FIRST_MOMENT && value < LAST_MOMENT
        ? momentText(value)
        : steppedText(value, SECONDS);
    case 'bytes':
      return steppedText(value, BYTES);
    case 'ratio':
      return `${shortText(value * 100)} %`;
    case 'percent':
      return `${shortText(value)} %`;
    default:
      return steppedText(value, NUMBERS);
  }
}

/** What comes every second. */
export function rateText(value: number | undefined, unit = ''): string {
  const text = numberText(value, unit === 'bytes' ? unit : '');
  return text === NOTHING ? text : `${text}/s`;
}

function momentText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
