import { attempt } from '../../foundation/guard.ts';
import { refuseDeclaration } from '../declaration.ts';
import { isObject, peek } from '../peek.ts';

/** What is known of a cache: that it answers for a key. */
export interface ReadableCache {
  // biome-ignore lint/suspicious/noExplicitAny: caches have keys and answers of their own.
  get(...args: any[]): unknown;
}

/** Told of each key that was read, and whether there was something. */
export type OnRead = (key: unknown, isHit: boolean) => void;

type Method = (...args: unknown[]) => unknown;
/** How the reads of a method are told, once it has answered. */
type Told = (args: readonly unknown[], answer: unknown, wasThere: boolean) => void;

/** Reads of one key, whose answer says whether there was something. */
const READS_OF_ONE = ['get', 'getBuffer', 'getex', 'getexBuffer', 'getdel', 'hget', 'hgetBuffer'];
/** Reads of several keys, whose answer is a list. */
const READS_OF_MANY = ['mget', 'mgetBuffer', 'getMany'];
/** Reads of lru-cache that answer something in any case. */
const READS_THAT_FILL = ['fetch', 'memo'];

const observed = new WeakMap<object, () => void>();

/**
 * Replaces the methods by which a cache is read, on the object itself.
 *
 * @returns What puts them back.
 */
export function observeReads(target: ReadableCache, onRead: OnRead): () => void {
  if (!isObject(target) || typeof peek(target, 'get') !== 'function') {
    return refuseDeclaration(
      'cache',
      undefined,
      'observe has to be given a cache with a method get',
    );
  }
  const known = observed.get(target);
  if (known !== undefined) return known;
  if (!Object.isExtensible(target)) {
    return refuseDeclaration('cache', undefined, 'observe was given an object that is frozen');
  }
  const restores = methodsOf(target).map(([name, told]) => replace(target, name, told));
  const stop = () => {
    for (const restore of restores) restore();
    observed.delete(target);
  };
  observed.set(target, stop);
  return stop;

  function methodsOf(cache: object): readonly (readonly [name: string, told: Told])[] {
    const one: Told = ([key], answer) => tellAll(key, answer, onRead);
    const many: Told = (args, answer) => tellAll(keysOf(args), answer, onRead);
    const filling: Told = ([key], _answer, wasThere) => onRead(key, wasThere);
    const of = (names: readonly string[], told: Told) =>
      names
        .filter((name) => typeof peek(cache, name) === 'function')
        .map((name) => [name, told] as const);
    const fills = typeof peek(cache, 'peek') === 'function' ? READS_THAT_FILL : [];
    return [...of(READS_OF_ONE, one), ...of(READS_OF_MANY, many), ...of(fills, filling)];
  }
}

/** The bytes that lru-cache says it holds, where it counts them. */
export function sizeOf(target: ReadableCache): (() => number | undefined) | undefined {
  const limit = peek(target, 'maxSize');
  if (typeof limit !== 'number' || limit <= 0) return undefined;
  // Held weakly: a cache that the app drops is gone, and so is its size.
  const cache = new WeakRef(target);
  return () => {
    const bytes = peek(cache.deref(), 'calculatedSize');
    return typeof bytes === 'number' ? bytes : undefined;
  };
}

/** Reads that are part of another one count with that. */
let isInside = false;

function replace(target: object, name: string, told: Told): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  const original = peek(target, name) as Method;
  const fills = READS_THAT_FILL.includes(name);
  const observing = function (this: unknown, ...args: unknown[]): unknown {
    if (isInside) return original.apply(this, args);
    const wasThere = fills && isThere(target, args[0]);
    isInside = true;
    let answer: unknown;
    try {
      answer = original.apply(this, args);
    } finally {
      isInside = false;
    }
    const tell = (value: unknown) =>
      attempt('observer_error', 'counting a read of a cache', () => told(args, value, wasThere));
    if (!(answer instanceof Promise)) {
      tell(answer);
      return answer;
    }
    // Another promise, so that a rejection which nobody handles is the app's as before.
    return answer.then((value: unknown) => {
      tell(value);
      return value;
    });
  };
  Object.defineProperties(observing, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
  });
  Object.defineProperty(target, name, {
    value: observing,
    configurable: true,
    writable: true,
    enumerable: before?.enumerable ?? false,
  });
  return () => {
    if (peek(target, name) !== observing) return;
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}

/** Whether lru-cache has it, without making it the one that was used last. */
function isThere(target: object, key: unknown): boolean {
  const peekAt = peek(target, 'peek') as Method;
  return (
    attempt('observer_error', 'a look into a cache', () => peekAt.call(target, key)) !== undefined
  );
}

/** `mget(['a', 'b'])`, `mget('a', 'b')`. */
function keysOf(args: readonly unknown[]): readonly unknown[] {
  return Array.isArray(args[0]) ? args[0] : args.filter((key) => typeof key !== 'function');
}

function tellAll(key: unknown, answer: unknown, onRead: OnRead): void {
  const [keys, answers] = Array.isArray(key) ? [key, answer] : [[key], [answer]];
  const list = Array.isArray(answers) ? answers : [];
  for (const [at, one] of keys.entries()) onRead(one, isSomething(list[at]));
}

function isSomething(value: unknown): boolean {
  return value !== undefined && value !== null;
}
