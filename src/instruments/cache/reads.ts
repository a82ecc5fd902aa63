import { types } from 'node:util';
import { attempt } from '../../foundation/guard.ts';
import { isObject, peek } from '../calls/peek.ts';

/** What is known of a cache: that it answers for a key. */
export interface ReadableCache {
  // biome-ignore lint/suspicious/noExplicitAny: caches have keys and answers of their own.
  get(...args: any[]): unknown;
}

/** Told of each key that was read, and whether there was something. */
export type OnRead = (key: unknown, isHit: boolean) => void;

/** A method by which a cache is read. */
export interface ReadMethod {
  readonly name: string;
  /** Whether the cache has the key, asked before a call whose answer doesn't say. */
  readonly foresee?: ((args: readonly unknown[]) => boolean) | undefined;
  /**
   * Whether it answers with what is kept. That may be a promise or a query of the app's, which is not
   * to be looked at: to follow it would run it, or make another rejection of it.
   */
  readonly isAtOnce: boolean;
  /** The reads of a call: `found` is its answer, or what was foreseen of it. */
  tell(onRead: OnRead, args: readonly unknown[], found: unknown): void;
}

/** Reads of one key, whose answer says whether there was something. */
const READS_OF_ONE = [
  ...['get', 'getRaw'],
  ...['getBuffer', 'getex', 'getexBuffer', 'getdel', 'getdelBuffer', 'hget', 'hgetBuffer'],
];
/** Reads of several keys, whose answer is a list. */
const READS_OF_MANY = ['getMany', 'getManyRaw', 'mget', 'mgetBuffer'];
/** Reads of lru-cache that answer something in any case, since they fill it. */
const READS_THAT_FILL = ['fetch', 'forceFetch', 'memo'];

/** The methods of a cache that read it. Looks (`has`, `peek`) are none. */
export function readMethodsOf(cache: object): readonly ReadMethod[] {
  const has = (name: string) => typeof peek(cache, name) === 'function';
  // What can tell by `has` whether it has a key may keep null; of Redis null is nothing.
  const isSomething = has('has')
    ? (value: unknown) => value !== undefined
    : (value: unknown) => value !== undefined && value !== null;
  const one: ReadMethod['tell'] = (onRead, args, answer) => onRead(args[0], isSomething(answer));
  const many: ReadMethod['tell'] = (onRead, args, answer) => {
    const answers: readonly unknown[] = Array.isArray(answer) ? answer : [];
    for (const [at, key] of keysOf(args).entries()) onRead(key, isSomething(answers[at]));
  };
  const oneOrMany: ReadMethod['tell'] = (onRead, args, answer) =>
    (Array.isArray(args[0]) ? many : one)(onRead, args, answer);
  const foresee: ReadMethod['foresee'] = ([key, options]) =>
    peek(options, 'forceRefresh') !== true && isThere(cache, key);
  const foreseen: ReadMethod['tell'] = (onRead, args, wasThere) =>
    onRead(args[0], wasThere === true);
  // To keyv a list is several keys, to a Map it is one.
  const single = has('getMany') ? oneOrMany : one;
  const fills = has('peek') ? READS_THAT_FILL : [];
  const isAtOnce = types.isMap(cache) || has('peek');
  return [
    ...READS_OF_ONE.filter(has).map((name) => ({ name, isAtOnce, tell: single })),
    ...READS_OF_MANY.filter(has).map((name) => ({ name, isAtOnce, tell: many })),
    ...fills.filter(has).map((name) => ({ name, isAtOnce: true, foresee, tell: foreseen })),
  ];
}

/** `mget(['a', 'b'])`, `mget('a', 'b')`, and a callback after them. */
function keysOf(args: readonly unknown[]): readonly unknown[] {
  return Array.isArray(args[0]) ? args[0] : args.filter((key) => typeof key !== 'function');
}

/** Whether lru-cache has it, without making it the one that was used last. */
function isThere(cache: object, key: unknown): boolean {
  const look = () => (cache as { peek(key: unknown): unknown }).peek(key);
  return attempt('observer_error', 'a look into a cache', look) !== undefined;
}

/** Whether something can be observed as a cache. */
export function isReadable(target: unknown): target is ReadableCache {
  return isObject(target) && typeof peek(target, 'get') === 'function';
}
