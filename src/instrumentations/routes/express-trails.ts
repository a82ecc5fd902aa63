import {
  isApp,
  type Layer,
  livePlaces,
  ownerOf,
  type Pattern,
  type Router,
  type Standing,
  standingOf,
} from './express-places.ts';

/** One way from the top-most app to a route, and the template that it makes. */
export interface Trail {
  readonly template: string;
  /** Whether the top is an app, so that nothing unseen stands above it. */
  readonly isRooted: boolean;
  readonly steps: readonly Step[];
}

/** A pattern on the way, and how its router matches it. */
interface Step {
  readonly pattern: Pattern;
  readonly LayerOfExpress: LayerClass | undefined;
  readonly options: object;
  /** The route itself: its pattern has to match to the end of the path. */
  readonly isLast: boolean;
  layer?: Layer;
}

type LayerClass = new (pattern: Pattern, options: object, handler: () => void) => Layer;

/** Every way to a route, in the order of registration. */
export interface Trails {
  readonly all: readonly Trail[];
  /** Whether there are no others. */
  readonly areComplete: boolean;
  /** All that the ways were derived from. */
  readonly standings: readonly Standing[];
}

/** Routers can be mounted in each other without end; no app that people read is this deep. */
const DEEPEST = 16;
/** Ways to one route, and nodes visited to find them; with more, it has no template. */
const MOST_TRAILS = 100;
const MOST_VISITS = 1000;

interface Search {
  visits: number;
  readonly standings: Set<Standing>;
}

export function trailsTo(route: object): Trails {
  const search: Search = { visits: 0, standings: new Set() };
  const trails = climb(route, 0, search);
  const standings = [...search.standings];
  const areTooMany = trails.length > MOST_TRAILS || search.visits > MOST_VISITS;
  return {
    all: areTooMany ? [] : trails,
    areComplete: !areTooMany && standings.every(({ isPartial }) => !isPartial),
    standings,
  };
}

/** An app's own router stands where the app stands; all else stands on routers. */
function climb(node: object, depth: number, search: Search): Trail[] {
  if (depth > DEEPEST || ++search.visits > MOST_VISITS) return [];
  const standing = standingOf(node);
  search.standings.add(standing);
  const owner = ownerOf(node);
  if (owner === undefined && standing.places.length === 0) return top(node);
  const found = owner === undefined ? [] : climb(owner, depth + 1, search);
  for (const { router, pattern } of livePlaces(standing)) {
    const steps = stepsOn(router, pattern, depth === 0);
    for (const trail of climb(router, depth + 1, search)) {
      for (const step of steps) {
        if (found.length > MOST_TRAILS) return found;
        found.push(extend(trail, step));
      }
    }
  }
  return found;
}

/** One for each pattern. They take from the router what they need of it, and let it go. */
function stepsOn(router: Router, pattern: Pattern, isLast: boolean): Step[] {
  const { stack, caseSensitive: sensitive, strict } = router;
  const LayerOfExpress = stack[0]?.constructor as LayerClass | undefined;
  const options = { sensitive, strict: isLast && strict, end: isLast };
  return [pattern]
    .flat(Number.POSITIVE_INFINITY)
    .map((one) => ({ pattern: one, LayerOfExpress, options, isLast }));
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
    const layer = layerOf(step);
    const match = layer?.match(path);
    if (!match) return undefined;
    const taken = typeof match === 'object' ? match.path : (layer?.path ?? '');
    const next = path[taken.length];
    const isPrefix = path.startsWith(taken) && (next === undefined || next === '/');
    return step.isLast || isPrefix ? taken : undefined;
  } catch {
    // Malformed percent-encoding: Express refuses it, too.
    return undefined;
  }
}

/** A layer of our own: matching with the app's would write into it in Express 4. */
function layerOf(step: Step): Layer | undefined {
  const { pattern, LayerOfExpress, options } = step;
  if (LayerOfExpress === undefined) return undefined;
  step.layer ??= new LayerOfExpress(pattern, options, () => {});
  return step.layer;
}
