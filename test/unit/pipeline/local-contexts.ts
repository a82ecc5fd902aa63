import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { type Context, type ContextManager, ROOT_CONTEXT } from '@opentelemetry/api';

const ADDING = ['addListener', 'on', 'once', 'prependListener', 'prependOnceListener'] as const;

type Listener = (...args: unknown[]) => unknown;

/** A context manager as apps have one: over `AsyncLocalStorage`, and it binds emitters. */
export class LocalContexts implements ContextManager {
  readonly #storage = new AsyncLocalStorage<Context>();

  active(): Context {
    return this.#storage.getStore() ?? ROOT_CONTEXT;
  }

  with<A extends unknown[], F extends (...args: A) => ReturnType<F>>(
    context: Context,
    run: F,
    self?: ThisParameterType<F>,
    ...args: A
  ): ReturnType<F> {
    return this.#storage.run(context, () => Reflect.apply(run, self, args));
  }

  bind<T>(context: Context, target: T): T {
    if (target instanceof EventEmitter) this.#bindEmitter(context, target);
    return typeof target === 'function' ? (this.#bound(context, target as never) as T) : target;
  }

  enable(): this {
    return this;
  }

  disable(): this {
    this.#storage.disable();
    return this;
  }

  #bindEmitter(context: Context, emitter: EventEmitter): void {
    const bound = (listener: Listener) => this.#bound(context, listener);
    for (const name of ADDING) {
      const original = emitter[name];
      emitter[name] = function add(this: EventEmitter, event: string, listener: Listener) {
        return Reflect.apply(original, this, [event, bound(listener)]);
      } as never;
    }
  }

  #bound(context: Context, listener: Listener): Listener {
    const manager = this;
    return function (this: unknown, ...args: unknown[]) {
      return manager.with(context, () => Reflect.apply(listener, this, args));
    };
  }
}
