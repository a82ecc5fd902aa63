import { tracingChannel } from 'node:diagnostics_channel';
import { createRequire } from 'node:module';
import { guarded } from '../foundation/guard.ts';

/** Which module an observer waits for, and what it does with it. */
export interface ModuleWatch {
  /** Specifiers as written in `require('…')`. */
  readonly specifiers: readonly string[];
  /** Ends of the file's path, with `/`, for an import from ESM: `/pg/lib/index.js`. */
  readonly files: readonly string[];
  /** Called once for each distinct exports value; guarded, so a throw disables only this load. */
  readonly loaded: (exports: unknown) => void;
}

interface RequireEvent {
  readonly id?: unknown;
  readonly result?: unknown;
}

const watches = new Set<ModuleWatch>();
/** First specifiers of those watches to which a module was reported. */
const reported = new Set<string>();
const seen = new WeakMap<ModuleWatch, WeakSet<object>>();
const channel = tracingChannel('module.require');
const require = createRequire(import.meta.filename);

/**
 * Tells an observer when the app loads a module, without a loader hook: Node publishes every
 * `require` on the `module.require` tracing channel, and a CommonJS module that is imported from
 * ESM passes the same way (Node 22.15 and later). Nothing is wrapped or replaced here. A file that
 * was loaded before (the agent was started from code, late) is reported at once.
 * @returns What stops the watching.
 */
export function watchModule(watch: ModuleWatch): () => void {
  if (watches.size === 0) channel.end.subscribe(onRequired);
  watches.add(watch);
  reportLoaded(watch);
  return () => {
    watches.delete(watch);
    if (watches.size === 0) channel.end.unsubscribe(onRequired);
  };
}

/** Whether a watch with this first specifier was ever told of a module. */
export function wasReported(specifier: string): boolean {
  return reported.has(specifier);
}

/** Every file that `require` has loaded; ES modules are none of them, unless they were required. */
export function loadedFiles(): readonly string[] {
  return Object.keys(require.cache);
}

const onRequired = guarded('observer_error', 'module observation', (message: unknown) => {
  const { id, result } = message as RequireEvent;
  if (typeof id !== 'string' || !isObject(result)) return;
  for (const watch of watches) {
    if (matches(watch, id) && isNew(watch, result)) notify(watch, result);
  }
});

function reportLoaded(watch: ModuleWatch): void {
  for (const [file, module] of Object.entries(require.cache)) {
    const exports: unknown = module?.exports;
    if (matches(watch, file) && isObject(exports) && isNew(watch, exports)) notify(watch, exports);
  }
}

function notify(watch: ModuleWatch, exports: object): void {
  reported.add(watch.specifiers[0] ?? '');
  guarded('observer_error', `observation of ${watch.specifiers[0]}`, watch.loaded)(exports);
}

function matches(watch: ModuleWatch, id: string): boolean {
  if (watch.specifiers.includes(id)) return true;
  if (!id.endsWith('.js')) return false;
  const path = id.replaceAll('\\', '/');
  return watch.files.some((file) => path.endsWith(file));
}

function isNew(watch: ModuleWatch, exports: object): boolean {
  let known = seen.get(watch);
  if (known === undefined) {
    known = new WeakSet();
    seen.set(watch, known);
  }
  if (known.has(exports)) return false;
  known.add(exports);
  return true;
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
