/**
 * Marks an `http.Server` whose requests are never measured, the agent's own, a request of another
 * server that the agent answers, and an `http.Agent` that sends what we push. Set the property to
 * `true`. `Symbol.for`, so that a second copy of the package (an operator's image beside the app's
 * dependency) respects it.
 */
export const UNOBSERVED: unique symbol = Symbol.for('@acme/otel-metrics.unobserved') as never;

/** Whether a server or an `http.Agent` is our own, or a request is one that we answer. */
export function isUnobserved(one: object | undefined): boolean {
  return (one as { readonly [UNOBSERVED]?: unknown } | undefined)?.[UNOBSERVED] === true;
}
