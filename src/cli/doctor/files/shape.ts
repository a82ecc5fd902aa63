/** What was read from a file or an answer, of which nothing is known yet. */
type Unknown = unknown;

/** Its entries where it is a plain object; none elsewhere. */
export function recordOf(value: Unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
}

export function listOf(value: Unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: Unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: Unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function textsOf(value: Unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}
