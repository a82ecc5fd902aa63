/** A collector that asks for more is asked again all the same. */
const LONGEST_MS = 5 * 60_000;

/** Milliseconds to leave a collector alone that asked for so many; nothing where it asked for none. */
export function retryAfter(milliseconds: number | undefined): number | undefined {
  if (milliseconds === undefined || !(milliseconds > 0)) return undefined;
  return Math.min(milliseconds, LONGEST_MS);
}
