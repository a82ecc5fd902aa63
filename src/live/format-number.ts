import { BYTES, NOTHING, PLAIN, SECONDS, shortText, steppedText } from '../views/number-text.ts';
import type { PanelUnit } from '../views/panel.ts';

/** Keeps a number and its unit on one line. */
const SPACE = '\u00a0';

/** A number for people: `1.2 k/s`, `23 ms`, `45 MB`, `1.3 %`. */
export function formatNumber(value: number | null | undefined, unit: PanelUnit): string {
  if (value === null || value === undefined || Number.isNaN(value)) return NOTHING;
  switch (unit) {
    case 'per-second':
      return `${steppedText(value, PLAIN, SPACE)}/s`;
    case 'bytes-per-second':
      return `${steppedText(value, BYTES, SPACE)}/s`;
    case 'bytes':
      return steppedText(value, BYTES, SPACE);
    case 'seconds':
      return steppedText(value, SECONDS, SPACE);
    case 'share':
    case 'share-of-time':
      return `${shortText(value * 100)}${SPACE}%`;
    default:
      return steppedText(value, PLAIN, SPACE);
  }
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
