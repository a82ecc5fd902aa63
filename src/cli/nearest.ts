/** Words further from each other are no slips of the fingers. */
const FURTHEST = 3;

/** The word that was probably meant; none where nothing is near. */
export function nearest(typed: string, words: readonly string[]): string | undefined {
  const begun = words.filter((word) => typed.length > 1 && word.startsWith(typed));
  if (begun.length === 1) return begun[0];
  // Of a short word most letters have to be right.
  const most = Math.min(FURTHEST, Math.floor(typed.length / 2));
  const near = words
    .map((word) => ({ word, distance: distance(typed, word) }))
    .filter((one) => one.distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.word;
}

/** How many letters have to be added, left out, changed or swapped with their neighbour. */
function distance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > FURTHEST) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1] ? 0 : 1;
      const steps = [at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same];
      const isSwapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      if (isSwapped && i > 1 && j > 1) steps.push(at(before, j - 2) + 1);
      row.push(Math.min(...steps));
    }
    [before, last] = [last, row];
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
