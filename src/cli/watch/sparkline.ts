const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const;
const GAP = ' ';

/** The newest numbers as blocks, one cell each; NaN is a gap. Numbers that are all equal are low. */
export function sparkline(values: readonly number[], width: number): string {
  const shown = width > 0 ? values.slice(-width) : [];
  const known = shown.filter((value) => Number.isFinite(value));
  // From 0 on, so that a small change of a large number looks small, unless it goes below.
  const low = known.reduce((least, value) => Math.min(least, value), 0);
  const high = known.reduce((most, value) => Math.max(most, value), low);
  return shown.map((value) => blockOf(value, low, high)).join('');
}

function blockOf(value: number, low: number, high: number): string {
  if (!Number.isFinite(value)) return GAP;
  if (high === low) return BLOCKS[0];
  const share = (value - low) / (high - low);
  return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))] ?? GAP;
}
