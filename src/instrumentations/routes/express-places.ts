import { isDeepStrictEqual } from 'node:util';

/**
 * Where Express' routes, routers and apps stand, as the app put them there: a graph from each of
 * them up to the app. Kept from registration on, since a request knows only its last route and
 * the raw text of the path before it. Nothing here keeps a router or an app alive: a router that the
 * app keeps may have been mounted on many that it has dropped.
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

interface Place {
  readonly router: WeakRef<Router>;
  readonly pattern: Pattern;
}

/** All that was noted of one route, router or app. */
export interface Standing {
  readonly places: Place[];
  /** Whether there were more places than are kept. */
  isPartial: boolean;
  /** Grows with every note: what was derived from it before may be out of date. */
  changes: number;
}

/** An app that makes routers without end mounts its others in ever new places. */
const MOST_PLACES = 100;

const standings = new WeakMap<object, Standing>();
const owners = new WeakMap<object, App>();
/** One reference for each router, so that places can be compared by it. */
const references = new WeakMap<Router, WeakRef<Router>>();

export function standingOf(node: object): Standing {
  let standing = standings.get(node);
  if (standing === undefined) {
    standing = { places: [], isPartial: false, changes: 0 };
    standings.set(node, standing);
  }
  return standing;
}

/** Notes that `child` (a route, router or app) was put on `router` under `pattern`. */
export function notePlace(child: object, router: Router, pattern: Pattern): void {
  const standing = standingOf(child);
  const { places } = standing;
  const reference = referenceTo(router);
  const isKnown = places.some(
    (place) => place.router === reference && isDeepStrictEqual(place.pattern, pattern),
  );
  if (isKnown) return;
  if (places.length === MOST_PLACES) makeRoom(standing);
  places.push({ router: reference, pattern });
  standing.changes++;
}

/** The places on routers that are not gone. */
export function livePlaces({ places }: Standing): { router: Router; pattern: Pattern }[] {
  return places.flatMap(({ router: reference, pattern }) => {
    const router = reference.deref();
    return router === undefined ? [] : [{ router, pattern }];
  });
}

/** Drops places on routers that are gone, or else the oldest place. */
function makeRoom(standing: Standing): void {
  const live = standing.places.filter(({ router }) => router.deref() !== undefined);
  if (live.length === MOST_PLACES) {
    live.shift();
    standing.isPartial = true;
  }
  standing.places.splice(0, MOST_PLACES, ...live);
}

function referenceTo(router: Router): WeakRef<Router> {
  let reference = references.get(router);
  if (reference === undefined) {
    reference = new WeakRef(router);
    references.set(router, reference);
  }
  return reference;
}

/** Notes that `router` is the app's own: it stands where the app stands. */
export function noteOwner(router: Router, app: App): void {
  if (owners.get(router) === app) return;
  owners.set(router, app);
  standingOf(router).changes++;
}

export function ownerOf(router: object): App | undefined {
  return owners.get(router);
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
