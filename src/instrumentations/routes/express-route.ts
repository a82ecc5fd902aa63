import type { IncomingMessage } from 'node:http';
import { type App, isApp, routerOf, type Standing, standingOf } from './express-places.ts';
import { joinTemplate, leadsTo, type Trail, trailsTo } from './express-trails.ts';
import { pathOf } from './request-path.ts';

interface ExpressRequest extends IncomingMessage {
  /** The last route that matched. */
  readonly route?: unknown;
  readonly app?: unknown;
}

/** What is known of a route, until the app registers something else on the way to it. */
interface Resolution {
  readonly standings: readonly Standing[];
  /** Changes of all standings together; they only grow. */
  readonly changes: number;
  /** Set where every way to the route has the same template. */
  readonly template?: string | undefined;
  readonly trails: readonly Trail[];
}

const resolutions = new WeakMap<object, Resolution>();

/**
 * The template of the Express route that a request took, with the patterns of all routers and apps
 * above it. Never `baseUrl`: it is the raw path, and it is gone once an error was passed on.
 * Costs a look-up; a match of the path where the route can be reached in several ways.
 */
export function expressRouteOf(request: ExpressRequest): string | undefined {
  const { route } = request;
  if (typeof route !== 'object' || route === null) return undefined;
  let resolution = resolutions.get(route);
  if (resolution === undefined || changesOf(resolution.standings) !== resolution.changes) {
    resolution = resolve(route, request.app);
    resolutions.set(route, resolution);
  }
  if (resolution.template !== undefined || resolution.trails.length === 0) {
    return resolution.template;
  }
  const path = pathOf(request);
  return resolution.trails.find((trail) => leadsTo(trail, path))?.template;
}

function resolve(route: object, app: unknown): Resolution {
  const { all: trails, areComplete, standings } = trailsTo(route);
  const changes = changesOf(standings);
  const isKnown = standingOf(route).places.length > 0;
  if (!isKnown) return { standings, changes, trails: [], template: rootTemplate(route, app) };
  const [first] = trails;
  const isCertain =
    areComplete && trails.every((one) => one.isRooted && one.template === first?.template);
  return { standings, changes, trails, template: isCertain ? first?.template : undefined };
}

function changesOf(standings: readonly Standing[]): number {
  let changes = 0;
  for (const standing of standings) changes += standing.changes;
  return changes;
}

/**
 * For an Express whose loading was not seen, such as one in a bundle: a route that stands on the
 * top-most app itself has its whole template. What is above any other route can't be known.
 */
function rootTemplate(route: object, app: unknown): string | undefined {
  if (!isApp(app) || app.parent !== undefined) return undefined;
  const isOnRoot = routerOf(app as App)?.stack.some((layer) => layer.route === route);
  const { path } = route as { readonly path?: unknown };
  const isSingle = typeof path === 'string' || path instanceof RegExp;
  return isOnRoot && isSingle ? joinTemplate('', path) : undefined;
}
