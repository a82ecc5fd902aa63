import { attempt, guarded } from '../../foundation/guard.ts';
import { observeCall } from '../calls/observe-call.ts';
import { isObject, peek, peekOwn } from '../calls/peek.ts';

/** Who is told what a stream gives. */
export interface StreamWatcher {
  see(item: unknown): void;
  /** It ended: by itself, since its reader left it, or with an error. The first end counts. */
  end(failure?: { readonly error: unknown }): void;
}

type Method = (this: unknown, ...input: unknown[]) => unknown;

/** What the SDKs' helpers (`messages.stream()`, `chat.completions.stream()`) are. */
interface Emitter {
  on(event: string, listener: (item: unknown) => void): unknown;
  done(): unknown;
}

/** Under which each of the SDKs' helpers gives the events of the stream. */
const ITEM_EVENTS = ['streamEvent', 'chunk', 'event'];

/**
 * Watches a stream that a call answered with, or that stands in the `data` of the answer. It stays the
 * object that it is, with all of its methods. Nothing is held beside it: what watches one that nobody
 * reads goes with it.
 *
 * @returns Whether there is a stream that goes on.
 */
export function watchStream(answer: unknown, watcher: StreamWatcher): boolean {
  const stream = [answer, peekOwn(answer, 'data')].find(isStream);
  if (stream === undefined) return false;
  if (isEmitter(stream)) return peek(stream, 'ended') !== true && watchEmitter(stream, watcher);
  if (typeof peek(stream, 'next') === 'function') return watchIterator(stream, watcher);
  // The SDKs' streams make every reader of theirs with it: `tee()` and `toReadableStream()`, too.
  const maker = Object.hasOwn(stream, 'iterator') ? 'iterator' : Symbol.asyncIterator;
  return shadow(stream, maker, (make) => {
    return function (this: unknown, ...input) {
      const iterator = Reflect.apply(make, this, input);
      attempt('observer_error', 'watching a stream', () => {
        if (isObject(iterator)) watchIterator(iterator, watcher);
      });
      return iterator;
    };
  });
}

/** Not one of bytes, of Node or the web: nobody reads usage out of it, and it has ways to be read that nobody sees. */
function isStream(value: unknown): value is object {
  const has = (method: PropertyKey) => typeof peek(value, method) === 'function';
  return isObject(value) && has(Symbol.asyncIterator) && !has('getReader') && !has('pipe');
}

function isEmitter(stream: object): stream is Emitter {
  return typeof peek(stream, 'on') === 'function' && typeof peek(stream, 'done') === 'function';
}

/**
 * A helper reads its stream by itself. A listener of `error` or `abort` would keep a failure that the
 * app has not handled from being an unhandled rejection; `done()` has no such effect after the end.
 */
function watchEmitter(stream: Emitter, { see, end }: StreamWatcher): true {
  for (const event of ITEM_EVENTS)
    stream.on(event, guarded('observer_error', 'reading usage', see));
  const ended = guarded('observer_error', 'the end of a stream', () => {
    const isFailed = peek(stream, 'errored') === true && peek(stream, 'aborted') !== true;
    if (!isFailed) return end();
    Promise.resolve(stream.done()).then(
      () => end(),
      (error: unknown) => end({ error }),
    );
  });
  stream.on('end', ended);
  return true;
}

function watchIterator(iterator: object, { see, end }: StreamWatcher): boolean {
  const stepping = (step: Method) =>
    function (this: unknown, ...input: unknown[]) {
      return observeCall(
        () => Reflect.apply(step, this, input),
        (outcome) => {
          if (outcome.failed) return end(outcome);
          if (peek(outcome.value, 'done') === true) return end();
          see(peek(outcome.value, 'value'));
        },
      );
    };
  const leaving = (leave: Method) =>
    function (this: unknown, ...input: unknown[]) {
      attempt('observer_error', 'leaving a stream', end);
      return Reflect.apply(leave, this, input);
    };
  shadow(iterator, 'return', leaving);
  shadow(iterator, 'throw', stepping);
  return shadow(iterator, 'next', stepping);
}

/** Puts another method before one of an object's, where there is one and the object lets it. */
function shadow(object: object, key: PropertyKey, make: (method: Method) => Method): boolean {
  const method = peek(object, key);
  if (typeof method !== 'function') return false;
  return Reflect.defineProperty(object, key, {
    value: make(method as Method),
    configurable: true,
    writable: true,
    enumerable: Object.getOwnPropertyDescriptor(object, key)?.enumerable ?? false,
  });
}
