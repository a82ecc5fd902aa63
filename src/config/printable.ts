const LONGEST = 40;

/** A name from outside, made safe for a line of a log. */
export function printable(text: string, longest: number = LONGEST): string {
  return JSON.stringify(text.slice(0, longest));
}
