/**
 * Whether OTLP has a number as an integer of 64 bits; it is a double otherwise. The lowest of these
 * integers is none here: as JSON writes it, it is below itself.
 */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < 2 ** 63;
}
