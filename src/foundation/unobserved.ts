/**
 * Marks what belongs to the agent itself: an `http.Server` whose requests, or an `http.Agent` or
 * client request whose traffic, is never measured. Set the property to `true`. `Symbol.for`, so
 * that a second copy of the package (an operator's image beside the app's dependency) respects it.
 */
export const UNOBSERVED: unique symbol = Symbol.for('@acme/otel-metrics.unobserved') as never;

/** Whether a server, agent or request is the agent's own. */
export function isUnobserved(part: object | null | undefined): boolean {
  return (part as { readonly [UNOBSERVED]?: unknown } | null | undefined)?.[UNOBSERVED] === true;
}
