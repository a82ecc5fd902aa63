import { context, type Span, trace } from '@opentelemetry/api';
import type { ApiGlobals } from '../../../src/pipeline/global-provider.ts';
import type { MeterProvider } from '../../../src/pipeline/meter-provider.ts';
import type { Exemplar } from '../../../src/store/family.ts';

let lastId = 0;

function newId(digits: number): string {
  return (++lastId).toString(16).padStart(digits, 'f');
}

/** A span with ids of its own. */
export function newSpan({ flags = 1, traceId = newId(32), spanId = newId(16) } = {}): Span {
  return trace.wrapSpanContext({ traceId, spanId, traceFlags: flags });
}

/** Runs something while a span is active. */
export function within<T>(span: Span, run: () => T): T {
  return context.with(trace.setSpan(context.active(), span), run);
}

/** What the API's copies have registered by now. */
export function apiGlobals(): ApiGlobals {
  const globals = globalThis as unknown as Record<symbol, ApiGlobals | undefined>;
  return globals[Symbol.for('opentelemetry.js.api.1')] ?? { version: '' };
}

export function exemplarsOf({ store }: MeterProvider, name: string): readonly Exemplar[] {
  return store
    .families()
    .filter(({ descriptor }) => descriptor.name === name)
    .flatMap((family) => [...family.series()])
    .flatMap(({ exemplars }) => exemplars);
}

/** The ids of exemplars, as spans show them. */
export function idsOf(exemplars: readonly Exemplar[]): { traceId: string; spanId: string }[] {
  return exemplars.map(({ traceId, spanId }) => ({ traceId, spanId }));
}

export function idsOfSpan(span: Span): { traceId: string; spanId: string } {
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId };
}
