/** A property of what the app gave or got; `undefined` where it can't be read. Never throws. */
export function peek(holder: unknown, key: PropertyKey): unknown {
  try {
    return (holder as { readonly [key: PropertyKey]: unknown } | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}

/**
 * As `peek`, of what the holder itself holds: no getter runs, since some begin what they tell about
 * (that of a result may read its stream).
 */
export function peekOwn(holder: unknown, key: PropertyKey): unknown {
  try {
    return isObject(holder) ? Object.getOwnPropertyDescriptor(holder, key)?.value : undefined;
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** Whether it is to be awaited. One whose `then` can't be read is not. Never throws. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return isObject(value) && typeof peek(value, 'then') === 'function';
}
