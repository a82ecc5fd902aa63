import {
  isApp,
  type Layer,
  ownerOf,
  type Pattern,
  placesOf,
  type Router,
} from './express-places.ts';

/** One way from the top-most app to a route, and the template that it makes. */
export interface Trail {
  readonly template: string;
  /** Whether the top is an app, so that nothing unseen stands above it. */
  readonly isRooted: boolean;
  readonly steps: readonly Step[];
}

/** A pattern on the way, with the router that matches it. */
interface Step {
  readonly pattern: Pattern;
  readonly router: Router;
  /** The route itself: its pattern has to match to the end of the path. */
  readonly isLast: boolean;
  layer?: Layer;
}

type LayerClass = new (pattern: Pattern, options: object, handler: () => void) => Layer;

/** Routers can be mounted in each other without end; no app that people read is this deep. */
const DEEPEST = 16;
/** Ways to one route, and nodes visited to find them; with more, it has no template. */
const MOST_TRAILS = 100;
const MOST_VISITS = 1000;

/** Every way to a route, in the order of registration. */
export function trailsTo(route: object): readonly Trail[] {
  const search = { visits: 0 };
  const trails = climb(route, 0, search);
  return trails.length > MOST_TRAILS || search.visits > MOST_VISITS ? [] : trails;
}

/** An app's own router stands where the app stands; all else stands on routers. */
function climb(node: object, depth: number, search: { visits: number }): Trail[] {
  if (depth > DEEPEST || ++search.visits > MOST_VISITS) return [];
  const owner = ownerOf(node);
  const places = placesOf(node);
  if (owner === undefined && places.length === 0) return top(node);
  const found = owner === undefined ? [] : climb(owner, depth + 1, search);
  for (const { router, pattern } of places) {
    for (const trail of climb(router, depth + 1, search)) {
      for (const one of [pattern].flat(Number.POSITIVE_INFINITY)) {
        if (found.length > MOST_TRAILS) return found;
        found.push(extend(trail, { pattern: one, router, isLast: depth === 0 }));
      }
    }
  }
  return found;
}

/** A mounted app of which the mount was not seen leads nowhere. */
function top(node: object): Trail[] {
  if (isApp(node) && node.parent !== undefined) return [];
  return [{ template: '', isRooted: isApp(node), steps: [] }];
}

function extend({ template, isRooted, steps }: Trail, step: Step): Trail {
  return {
    template: joinTemplate(template, step.pattern),
    isRooted,
    steps: [...steps, step],
  };
}

/** `/api` and `/users/:id` make `/api/users/:id`; a `/` at a join counts once. */
export function joinTemplate(prefix: string, pattern: Pattern): string {
  const head = prefix.replace(/\/+$/, '');
  const text = String(pattern);
  if (text === '' || text === '/') return head === '' ? '/' : head;
  return text.startsWith('/') ? head + text : `${head}/${text}`;
}

/** Whether the path is one that goes this way, as Express itself would match it. */
export function leadsTo({ steps }: Trail, path: string): boolean {
  let rest = path;
  for (const step of steps) {
    const taken = takenBy(step, rest);
    if (taken === undefined) return false;
    rest = rest.slice(taken.length);
    if (!rest.startsWith('/')) rest = `/${rest}`;
  }
  return true;
}

/** The part of the path that a step's pattern matches. */
function takenBy(step: Step, path: string): string | undefined {
  try {
    step.layer ??= createLayer(step);
    const match = step.layer.match(path);
    if (!match) return undefined;
    const taken = typeof match === 'object' ? match.path : (step.layer.path ?? '');
    const next = path[taken.length];
    const isPrefix = path.startsWith(taken) && (next === undefined || next === '/');
    return step.isLast || isPrefix ? taken : undefined;
  } catch {
    // Malformed percent-encoding: Express refuses it, too.
    return undefined;
  }
}

/** A layer of our own: matching with the app's would write into it in Express 4. */
function createLayer({ pattern, router, isLast }: Step): Layer {
  const LayerOfExpress = router.stack[0]?.constructor as LayerClass;
  const options = { sensitive: router.caseSensitive, strict: isLast && router.strict, end: isLast };
  return new LayerOfExpress(pattern, options, () => {});
}
