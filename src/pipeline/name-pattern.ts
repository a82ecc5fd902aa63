/** Says of an instrument's name whether it fits. */
export type FitsName = (name: string) => boolean;

/**
 * A pattern in which `*` stands for any characters, also none. Without case, as instrument names are
 * compared. Not a regular expression, whose time may grow with the power of its asterisks.
 */
export function createNamePattern(pattern: string): FitsName {
  const [first = '', ...rest] = pattern.trim().toLowerCase().split('*');
  const last = rest.pop();
  return (name) => {
    const text = name.toLowerCase();
    if (last === undefined) return text === first;
    if (!text.startsWith(first)) return false;
    // The earliest place for each part leaves the most room for those that follow.
    let at = first.length;
    for (const part of rest) {
      const found = text.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return text.length - last.length >= at && text.endsWith(last);
  };
}
