/**
 * Where Express' routes, routers and apps stand, as the app put them there: a graph from each of
 * them up to the app. Kept from registration on, since a request knows only its last route and
 * the raw text of the path before it.
 */

/** A path as Express takes it: a text, a RegExp, or (nested) arrays of both. */
export type Pattern = unknown;

/** A matcher of one pattern. The class is Express' own, so that its syntax is the app's version's. */
export interface Layer {
  readonly route?: unknown;
  /** What the last match took, before router 2.3. */
  readonly path?: string | undefined;
  match(path: string): boolean | { readonly path: string };
}

export interface Router {
  readonly stack: readonly Layer[];
  readonly caseSensitive?: boolean | undefined;
  readonly strict?: boolean | undefined;
}

export interface App {
  readonly handle: unknown;
  readonly set: unknown;
  /** The app that it is mounted on. */
  readonly parent?: unknown;
  /** Express 4. */
  readonly _router?: Router | undefined;
  /** Express 5; in Express 4 a getter that throws. */
  readonly router?: Router | undefined;
}

export interface Place {
  readonly router: Router;
  readonly pattern: Pattern;
}

const places = new WeakMap<object, Place[]>();
const owners = new WeakMap<object, App>();
let changes = 0;

/** Notes that `child` (a route, router or app) was put on `router` under `pattern`. */
export function notePlace(child: object, router: Router, pattern: Pattern): void {
  const known = places.get(child);
  if (known === undefined) places.set(child, [{ router, pattern }]);
  else known.push({ router, pattern });
  changes++;
}

/** Notes that `router` is the app's own: it stands where the app stands. */
export function noteOwner(router: Router, app: App): void {
  if (owners.get(router) === app) return;
  owners.set(router, app);
  changes++;
}

export function placesOf(child: object): readonly Place[] {
  return places.get(child) ?? [];
}

export function ownerOf(router: object): App | undefined {
  return owners.get(router);
}

/** Grows with every note: what was derived from the graph before may be out of date. */
export function changeCount(): number {
  return changes;
}

export function routerOf(app: App): Router | undefined {
  return app._router ?? app.router;
}

export function isRouter(value: unknown): value is Router {
  return typeof value === 'function' && Array.isArray((value as Partial<Router>).stack);
}

/** Express' own test for an app. */
export function isApp(value: unknown): value is App {
  const app = value as Partial<App> | null | undefined;
  return typeof app?.handle === 'function' && typeof app.set === 'function';
}
