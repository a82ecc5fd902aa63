import { attempt, stopAll } from '../../foundation/guard.ts';
import { watchModule } from '../module-loads.ts';
import {
  type App,
  isApp,
  isRouter,
  noteOwner,
  notePlace,
  type Pattern,
  type Router,
  routerOf,
} from './express-places.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, unknown>;
/** Told of a call that has succeeded: `self` is its `this`. */
type OnCalled<T> = (self: T, args: readonly unknown[], result: unknown) => void;

/**
 * Learns the routes of Express 4 and 5, and of the package `router`, while the app registers them:
 * `use` and `route` are wrapped when the module is loaded, and nothing is done per request.
 */
export function watchExpress(): () => void {
  const stops = [
    watchModule({
      // The inner file tells of a package that is installed under another name.
      specifiers: ['express', './lib/express'],
      files: ['/express/index.js', '/express/lib/express.js'],
      loaded: observeExpress,
    }),
    watchModule({ specifiers: ['router'], files: ['/router/index.js'], loaded: observeRouter }),
  ];
  return () => stopAll(stops);
}

function observeExpress(exports: unknown): void {
  const { application, Router } = exports as { application?: Methods; Router?: unknown };
  if (typeof application?.use !== 'function') return;
  wrap(application, 'use', noteSubApps);
  // The one is behind every registration in Express 4, the other in Express 5.
  wrap(application, 'lazyrouter', noteRouterOf);
  wrap(application, 'route', noteRouterOf);
  observeRouter(Router);
}

/** The methods are on the prototype in Express 5, on the function itself in Express 4. */
function observeRouter(Router: unknown): void {
  if (typeof Router !== 'function') return;
  const methods = typeof Router.prototype?.use === 'function' ? Router.prototype : Router;
  wrap(methods, 'use', noteHandlers);
  wrap(methods, 'route', noteRoute);
}

function noteHandlers(router: Router, args: readonly unknown[]): void {
  const { pattern, handlers } = parseUse(args);
  for (const handler of handlers) {
    if (isRouter(handler) || isApp(handler)) notePlace(handler, router, pattern);
  }
}

function noteRoute(router: Router, [pattern]: readonly unknown[], route: unknown): void {
  notePlace(route as object, router, pattern);
}

function noteRouterOf(app: App): void {
  const router = routerOf(app);
  if (router !== undefined) noteOwner(router, app);
}

/** An app hands itself on behind a function of Express, so its router's `use` does not see it. */
function noteSubApps(app: App, args: readonly unknown[]): void {
  noteRouterOf(app);
  const router = routerOf(app);
  const { pattern, handlers } = parseUse(args);
  for (const handler of handlers) {
    if (router !== undefined && isApp(handler)) notePlace(handler, router, pattern);
  }
}

/** Reads the arguments of `use` as Express does: a path may come first, handlers may be nested. */
function parseUse(args: readonly unknown[]): { pattern: Pattern; handlers: readonly unknown[] } {
  let first = args[0];
  while (Array.isArray(first) && first.length > 0) first = first[0];
  if (typeof first === 'function') return { pattern: '/', handlers: args.flat(Infinity) };
  return { pattern: args[0], handlers: args.slice(1).flat(Infinity) };
}

const wrapped = new WeakSet<object>();

function wrap<T>(methods: Methods, name: string, onCalled: OnCalled<T>): void {
  const original = methods[name] as Method | undefined;
  if (typeof original !== 'function' || wrapped.has(original)) return;
  const wrapper: Method = function (...args) {
    const result = original.apply(this, args);
    attempt('observer_error', 'routes of express', () => onCalled(this as T, args, result));
    return result;
  };
  // Name, length and whatever others have hung on it.
  Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(original));
  wrapped.add(wrapper);
  methods[name] = wrapper;
}
