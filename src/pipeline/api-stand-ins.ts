/**
 * What OpenTelemetry's packages take from `@opentelemetry/api` where the app has none: enough to load
 * them and to send. Nothing is logged, measured or traced by it.
 */
export const ValueType = { INT: 0, DOUBLE: 1 } as const;
export const DiagLogLevel = {
  ...({ NONE: 0, ERROR: 30, WARN: 50, INFO: 60, DEBUG: 70, VERBOSE: 80, ALL: 9999 } as const),
};
export const TraceFlags = { NONE: 0, SAMPLED: 1 } as const;
export const createContextKey = (description: string): symbol => Symbol.for(description);

const nothing = (): void => {};

export const diag = {
  ...{ error: nothing, warn: nothing, info: nothing, debug: nothing, verbose: nothing },
  createComponentLogger: () => diag,
};

const instrument = { add: nothing, record: nothing };

export const createNoopMeter = () => ({
  createCounter: () => instrument,
  createUpDownCounter: () => instrument,
  createHistogram: () => instrument,
});

/** Named by parts of those packages that do nothing here; a bundler looks for them all the same. */
export const baggageEntryMetadataFromString = undefined;
export const context = undefined;
export const isSpanContextValid = undefined;
export const propagation = undefined;
export const SeverityNumber = undefined;
export const trace = undefined;
