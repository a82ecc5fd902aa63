/** A legend with each role in braces replaced by what it stands for. */
export function fillLegend(legend: string, textOf: (role: string) => string): string {
  return legend
    .replace(/\{([^{}]+)\}/g, (_braces, role: string) => textOf(role))
    .replace(/\s+/g, ' ')
    .trim();
}
