import type { Wire } from '../../foundation/wire.ts';

const HALF = 2 ** 32;
/** A second's nanoseconds are 5^9 · 2^9. */
const ODD_FACTOR = 5 ** 9;
const POWER = 2 ** 9;

/** A whole number up to 2^53. */
export function setCount(view: DataView, at: number, count: number): void {
  view.setUint32(at, count, true);
  view.setUint32(at + 4, count / HALF, true);
}

/**
 * Nanoseconds since the epoch, of which there are more than 2^53. By the odd factor alone, seconds
 * stay below that until the year 2116.
 */
export function setTime(view: DataView, at: number, milliseconds: number): void {
  const seconds = Math.floor(milliseconds / 1000);
  const nanos = Math.round((milliseconds - seconds * 1000) * 1e6);
  const odd = seconds * ODD_FACTOR;
  const high = Math.floor(odd / (HALF / POWER));
  const low = (odd - high * (HALF / POWER)) * POWER + nanos;
  view.setUint32(at, low, true);
  view.setUint32(at + 4, low < HALF ? high : high + 1, true);
}

export function writeCount(wire: Wire, field: number, count: number): void {
  const at = wire.eightBytes(field);
  setCount(wire.view, at, count);
}

export function writeTime(wire: Wire, field: number, milliseconds: number): void {
  const at = wire.eightBytes(field);
  setTime(wire.view, at, milliseconds);
}
