/**
 * A label name for any key that Prometheus took before it took any UTF-8. Runs of `_` become one,
 * so the names that Prometheus keeps to itself (`__name__`) cannot arise; `key_` before a digit is
 * what Prometheus's own translator puts.
 */
export function underscoredLabel(key: string): string {
  const name = key.replace(/[^a-zA-Z0-9]+/g, '_') || '_';
  return /^[0-9]/.test(name) ? `key_${name}` : name;
}

/** The key as it is, where any UTF-8 but none is a name. */
export function plainLabel(key: string): string {
  return asUtf8(key) || '_';
}

/** The text as a name may be that stands in quotes: of U+0000 Prometheus takes its page for ended. */
export function asUtf8(name: string): string {
  return name.toWellFormed().replaceAll('\0', '\ufffd');
}
