/**
 * Colours of lines, by the page's theme: Okabe and Ito's, which colour-blind people tell apart, made
 * darker or lighter until each has three times the contrast of the card behind it.
 */
const LIGHT = [
  '#0b69b7',
  '#c9570a',
  '#008a66',
  '#a2508c',
  '#96700a',
  '#3f4652',
  '#2e93bf',
  '#c0392b',
] as const;
const DARK = [
  '#5ab0f2',
  '#f0993e',
  '#35c49b',
  '#dd93c3',
  '#e6d24a',
  '#b6bfca',
  '#2f8fd0',
  '#ff7a66',
] as const;

/** How many lines a chart has; more of them nobody tells apart. */
export const LINES_PER_CHART = LIGHT.length;

export function lineColor(index: number, dark: boolean): string {
  const colors = dark ? DARK : LIGHT;
  return colors[index % colors.length] ?? colors[0];
}

/** From the fifth line on dashed: colour alone does not have to tell. */
export function isDashed(index: number): boolean {
  return index >= 4;
}
