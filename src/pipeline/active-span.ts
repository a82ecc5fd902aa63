import { EventEmitter } from 'node:events';
import type { ExemplarFilter } from '../config/metrics-options.ts';
import { reportFault } from '../foundation/guard.ts';
import type { ExemplarSampler, MeasurementContext, SpanIds } from '../store/exemplars.ts';
import type { ApiGlobals } from './global-provider.ts';

/** Every copy of the API makes its keys by `Symbol.for`, so they all agree on this one. */
const SPAN_KEY = Symbol.for('OpenTelemetry Context Key SPAN');
const SAMPLED = 1;
const TRACE_ID = /^(?!0+$)[\da-f]{32}$/i;
const SPAN_ID = /^(?!0+$)[\da-f]{16}$/i;
const OUTSIDE_OF_SPANS: SpanIds = Object.freeze({ traceId: '', spanId: '' });
const PROBE = Symbol('context probe');

/** The contexts of the app's tracer, for measurements that are entered when another one is active. */
export interface Contexts {
  /** The active one; `undefined` while no measurement may become an exemplar. */
  active(): MeasurementContext | undefined;
  /**
   * The one to which the app's tracer has bound an emitter's listeners, else the active one, looked
   * for when it is asked for something; `undefined` while no measurement may become an exemplar.
   */
  of(emitter: EventEmitter): MeasurementContext | undefined;
}

/** The part of an API's context manager that is used. */
interface ContextManager {
  active(): MeasurementContext;
}

/** What whatever tracer the app has says of a span. */
interface SpanContext {
  readonly traceId: unknown;
  readonly spanId: unknown;
  readonly traceFlags: number;
}

interface Span {
  spanContext(): SpanContext;
}

/**
 * Looks for the span of a measurement in what the app has registered with the API, and loads no copy
 * of it. All of that is the app's code: what throws there is counted once, and counts as no span.
 */
export class ActiveSpans implements Contexts {
  readonly #sampler: ExemplarSampler;
  readonly #filter: ExemplarFilter;
  #globals: ApiGlobals | undefined;
  #hasFailed = false;

  constructor(sampler: ExemplarSampler, filter: ExemplarFilter) {
    this.#sampler = sampler;
    this.#filter = filter;
    sampler.findIds = (context) => this.#findIds(context);
    sampler.isOn = filter === 'always_on';
  }

  /** The app is registering something, perhaps a tracer: these are the API's globals from now on. */
  registered(globals: ApiGlobals): void {
    this.#globals = globals;
    this.#sampler.isOn = this.#filter !== 'always_off';
  }

  active(): MeasurementContext | undefined {
    if (!this.#sampler.isOn) return undefined;
    try {
      return this.#active();
    } catch (error) {
      return this.#report(error);
    }
  }

  of(emitter: EventEmitter): MeasurementContext | undefined {
    if (!this.#sampler.isOn) return undefined;
    return { getValue: (key) => (this.#boundTo(emitter) ?? this.#active())?.getValue(key) };
  }

  #findIds(context: MeasurementContext | undefined): SpanIds | undefined {
    const takesAll = this.#filter === 'always_on';
    try {
      const span = (context ?? this.#active())?.getValue(SPAN_KEY) as Span | undefined;
      const ids = span === undefined ? undefined : idsOf(span.spanContext(), takesAll);
      return ids ?? (takesAll ? OUTSIDE_OF_SPANS : undefined);
    } catch (error) {
      this.#report(error);
      return takesAll ? OUTSIDE_OF_SPANS : undefined;
    }
  }

  #active(): MeasurementContext | undefined {
    const manager = this.#globals?.context as ContextManager | undefined;
    if (manager === undefined) this.#rest();
    return manager?.active();
  }

  /** What was registered is neither a context manager nor a tracer, or they are gone. */
  #rest(): void {
    if (this.#globals?.trace === undefined) this.#sampler.isOn = this.#filter === 'always_on';
  }

  /**
   * A context manager binds an emitter by methods of the emitter's own, which wrap each listener to
   * run in the context. Called upon another emitter they add the listener there: so it tells the
   * context, and the app's emitter has and says nothing of it.
   */
  #boundTo(emitter: EventEmitter): MeasurementContext | undefined {
    let found: MeasurementContext | undefined;
    const probe = new EventEmitter();
    Reflect.apply(emitter.prependListener, probe, [
      PROBE,
      () => {
        found = this.#active();
      },
    ]);
    probe.emit(PROBE);
    // Methods that are bound to the app's emitter have added it there.
    if (probe.listenerCount(PROBE) === 0) emitter.removeAllListeners(PROBE);
    return found;
  }

  #report(error: unknown): undefined {
    if (!this.#hasFailed) reportFault('observer_error', 'looking for the active span', error);
    this.#hasFailed = true;
  }
}

/** Of a valid span that is sampled, or of any valid one. */
function idsOf({ traceId, spanId, traceFlags }: SpanContext, any: boolean): SpanIds | undefined {
  if (!any && (traceFlags & SAMPLED) === 0) return undefined;
  if (!isId(traceId, TRACE_ID) || !isId(spanId, SPAN_ID)) return undefined;
  return { traceId: detached(traceId), spanId: detached(spanId) };
}

function isId(id: unknown, form: RegExp): id is string {
  return typeof id === 'string' && form.test(id);
}

/** A copy: an id may be a view into the header that it came in, which would be held with it. */
function detached(id: string): string {
  return Buffer.from(id, 'latin1').toString('latin1');
}
