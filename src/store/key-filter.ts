/** Attribute keys to keep, or to leave out; a key in both is left out. */
export interface AttributeLists {
  readonly allow?: readonly string[] | undefined;
  readonly deny?: readonly string[] | undefined;
}

/** Says of an attribute key whether a series has it. */
export type KeepsKey = (key: string) => boolean;

export function createKeyFilter({ allow, deny }: AttributeLists): KeepsKey {
  const denied = new Set(deny);
  if (allow === undefined) return (key) => !denied.has(key);
  const allowed = new Set(allow.filter((key) => !denied.has(key)));
  return (key) => allowed.has(key);
}
