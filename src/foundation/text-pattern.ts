/** Says of a text whether it fits. */
export type FitsText = (text: string) => boolean;

/**
 * A pattern in which `*` stands for any characters, also none; all others stand for themselves. Not a
 * regular expression, whose time may grow with the power of its asterisks.
 */
export function createTextPattern(pattern: string): FitsText {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  return (text) => {
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
