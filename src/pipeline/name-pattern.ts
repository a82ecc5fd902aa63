import { createTextPattern } from '../foundation/text-pattern.ts';

/** Says of an instrument's name whether it fits. */
export type FitsName = (name: string) => boolean;

/** A text pattern without case, as instrument names are compared. */
export function createNamePattern(pattern: string): FitsName {
  const fits = createTextPattern(pattern.trim().toLowerCase());
  return (name) => fits(name.toLowerCase());
}
