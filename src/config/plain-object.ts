/**
 * Whether it is an object as JSON, YAML and braces make them, of whatever realm. A Map or a Date has
 * no keys of its own: it would be taken for an object in which nothing is said.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
