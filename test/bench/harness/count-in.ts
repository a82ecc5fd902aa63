/** How often a part stands in a text. */
export function countIn(text: Buffer, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) found++;
  return found;
}
