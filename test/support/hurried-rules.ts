/**
 * Rules for a test that has seconds where they have minutes: what they look back on, and how long
 * something has to be so. Thresholds stay.
 */
export function hurried(rules: string): string {
  return rules
    .replace(/\[\d+[mhd]:\d+m\]/g, '[5s:1s]')
    .replace(/\[\d+[mhd]\]/g, '[5s]')
    .replace(/offset \d+m/g, 'offset 2s')
    .replace(/^( *for: )\d+[mh]$/gm, '$11s');
}
