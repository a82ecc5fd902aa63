/**
 * Marks an `http.Server` whose requests are never measured, the agent's own, and a request of
 * another server that the agent answers. Set the property to `true`. `Symbol.for`, so that a second
 * copy of the package (an operator's image beside the app's dependency) respects it.
 */
export const UNOBSERVED: unique symbol = Symbol.for('@acme/otel-metrics.unobserved') as never;

/** Whether a server is an agent's own, or a request is one that an agent answers. */
export function isUnobserved(one: object | undefined): boolean {
  return (one as { readonly [UNOBSERVED]?: unknown } | undefined)?.[UNOBSERVED] === true;
}
