/**
 * A sample's value. JavaScript's shortest text for a double is parsed to the same double by
 * Prometheus, exponents included; only the infinities are written differently.
 */
export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  if (value === -Infinity) return '-Inf';
  return String(value);
}

/** From these powers of ten on, Go's shortest format (`'g', -1`) writes an exponent. */
const FIRST_LARGE_EXPONENT = 6;
const FIRST_SMALL_EXPONENT = -5;

/**
 * A bucket's bound as Go writes it (`0.005`, `1`, `1e+06`): the text of `le` identifies the series,
 * so one bound must have one text whichever client exposed it.
 */
export function formatBound(bound: number): string {
  const [digits = '', power = ''] = bound.toExponential().split('e');
  const exponent = Number(power);
  if (exponent < FIRST_LARGE_EXPONENT && exponent > FIRST_SMALL_EXPONENT) return String(bound);
  const sign = exponent < 0 ? '-' : '+';
  return `${digits}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** A bucket's bound as OpenMetrics writes it: the same, and a whole number is seen to be no integer. */
export function formatCanonical(bound: number): string {
  const text = formatBound(bound);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** A time in seconds since the epoch, to the millisecond. */
export function formatSeconds(timeMs: number): string {
  return String(Math.round(timeMs) / 1000);
}
