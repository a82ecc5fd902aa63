/**
 * A valid label name for any key. Runs of `_` become one, so the names that Prometheus keeps to
 * itself (`__name__`) cannot arise; `key_` before a digit is what Prometheus's own translator puts.
 */
export function labelName(key: string, reserved: string | undefined): string {
  const name = key.replace(/[^a-zA-Z0-9]+/g, '_') || '_';
  if (name === reserved) return `exported_${name}`;
  return /^[0-9]/.test(name) ? `key_${name}` : name;
}
