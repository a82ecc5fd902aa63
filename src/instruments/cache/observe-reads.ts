import { types } from 'node:util';
import { reportFault } from '../../foundation/guard.ts';
import { peek } from '../calls/peek.ts';
import { refuseDeclaration } from '../declared/declaration.ts';
import {
  isReadable,
  type OnRead,
  type ReadableCache,
  type ReadMethod,
  readMethodsOf,
} from './reads.ts';

type Method = (...args: unknown[]) => unknown;
type Restore = () => void;

/** What the observing methods of one object share. */
interface Observing {
  readonly onRead: OnRead;
  /** Somebody may have wrapped a method once more, and still call ours after the end. */
  isOn: boolean;
  /** The key of the call that runs. Reads of it within that are the library's own, and count once. */
  key: unknown;
}

const NO_KEY = Symbol('no key');

/**
 * Replaces the methods by which a cache is read, on the object itself: a read costs some 80 ns more.
 * Channels would not do: ioredis 6 doesn't say which client a command is of, lru-cache 11 makes every
 * cache of the process keep a record of every call while somebody listens, and older ones have none.
 *
 * @returns What puts them back.
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`, and nothing is replaced.
 */
export function observeReads(target: ReadableCache, onRead: OnRead): () => void {
  if (!isReadable(target)) {
    return refuse('observe has to be given a cache with a method get');
  }
  const observing: Observing = { onRead, isOn: true, key: NO_KEY };
  const restores: Restore[] = [];
  const stop = () => {
    observing.isOn = false;
    for (const restore of restores) restore();
  };
  try {
    for (const method of readMethodsOf(target)) restores.push(replace(target, method, observing));
  } catch {
    stop();
    return refuse('observe was given an object whose methods are fixed');
  }
  return stop;
}

function refuse(reason: string): never {
  return refuseDeclaration('cache', undefined, reason);
}

function replace(target: object, method: ReadMethod, observing: Observing): Restore {
  const { name } = method;
  const before = Object.getOwnPropertyDescriptor(target, name);
  const replacement = observed(peek(target, name) as Method, method, observing);
  Object.defineProperty(target, name, {
    value: replacement,
    configurable: true,
    writable: true,
    enumerable: before?.enumerable ?? false,
  });
  return () => {
    if (peek(target, name) !== replacement) return;
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}

function observed(original: Method, method: ReadMethod, observing: Observing): Method {
  const observedMethod = function (this: unknown, ...args: unknown[]): unknown {
    const key = args[0];
    if (!observing.isOn || Object.is(key, observing.key)) return original.apply(this, args);
    const foreseen = method.foresee?.(args);
    const outer = observing.key;
    observing.key = key;
    let answer: unknown;
    try {
      answer = original.apply(this, args);
    } finally {
      observing.key = outer;
    }
    const tell = (value: unknown) => tellReads(method, observing, [args, foreseen ?? value]);
    if (!method.isAtOnce && types.isPromise(answer)) return whenAnswered(answer, args, tell);
    tell(answer);
    return answer;
  };
  return Object.defineProperties(observedMethod, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
  });
}

function tellReads(
  method: ReadMethod,
  { onRead }: Observing,
  [args, found]: readonly [args: readonly unknown[], found: unknown],
): void {
  try {
    method.tell(onRead, args, found);
  } catch (error) {
    reportFault('observer_error', 'counting a read of a cache', error);
  }
}

/**
 * Listens to a promise, and gives the app one whose rejection is as unhandled as it was before: that
 * which `then` makes, or where the app awaits a callback instead, the promise itself.
 */
function whenAnswered(
  answer: Promise<unknown>,
  args: readonly unknown[],
  tell: (value: unknown) => void,
): Promise<unknown> {
  if (typeof args.at(-1) === 'function') {
    answer.then(tell, () => {});
    return answer;
  }
  return answer.then((value) => {
    tell(value);
    return value;
  });
}
