/** Fills the braces of a legend with a line's labels: `p95 {route}`. */
export function legendText(template: string, labels: Readonly<Record<string, string>>): string {
  const filled = template.replace(/\{([^{}]+)\}/g, (_braces, role: string) => {
    // An empty label is one that is not there.
    return labels[role] || '(none)';
  });
  return filled.trim() || 'value';
}
