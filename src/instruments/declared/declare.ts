import type { Attributes } from '@opentelemetry/api';
import { MetricsError } from '../../foundation/errors.ts';
import { type Meter, type OwnMetricOptions, TERMS, type Terms } from '../../pipeline/meter.ts';
import { processMetrics } from '../../pipeline/process-metrics.ts';
import { createGuard } from '../guard/label-guard.ts';
import { checkDeclaration, type Declaration } from './declaration.ts';

/** Scope of everything that is declared. It is no label on the page: these names are the app's. */
const DECLARED_SCOPE = '@acme/otel-metrics/instruments';

/** An instrument, and how one of its series begins at 0. */
export interface Made {
  readonly instrument: object;
  begin(labels: object): void;
}

/** An instrument whose series begins when it is bound. */
export function beginning(instrument: { bind(labels: Attributes): unknown }): Made {
  return { instrument, begin: (labels) => void instrument.bind({ ...labels }) };
}

export interface Making extends Declaration {
  /** Labels that every measurement has beside the declared ones. */
  readonly addedLabels?: readonly string[];
  /** Of the declared labels, those that a measurement may be without. */
  readonly optionalLabels?: readonly string[];
  readonly terms?: Terms;
  readonly buckets?: readonly number[] | undefined;
  /** What else tells it from another one of this name, in words. */
  readonly traits?: readonly string[];
  make(meter: Meter, options: OwnMetricOptions): Made;
}

interface Known {
  readonly identity: string;
  readonly instrument: unknown;
  /** Begins series that are not there yet. */
  begin(sets: readonly object[]): void;
}

/** By name without case, as the store compares them. */
const declared = new Map<string, Known>();

/**
 * The instrument of a declaration. A second one that says the same gets the same instrument; help,
 * initial sets and what the guard lets through are those of the first, further initial sets begin.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for what can't be declared,
 *   `ACME_METRICS_INSTRUMENT_CONFLICT` where the name was declared in another way.
 */
export function declare<I>(making: Making): I {
  checkDeclaration(making);
  const { kind, name, options } = making;
  const identity = identityOf(making);
  const known = declared.get(name.toLowerCase()) ?? create(making, identity);
  if (known.identity !== identity) {
    throw new MetricsError(
      'ACME_METRICS_INSTRUMENT_CONFLICT',
      `${kind} '${name}' is declared as ${identity}, and was declared before as ${known.identity}`,
    );
  }
  known.begin(options.initial ?? []);
  return known.instrument as I;
}

function create(making: Making, identity: string): Known {
  const { name, kind, options, terms, buckets, addedLabels = [], optionalLabels } = making;
  const { labels = [], allow = {} } = options;
  const { provider, beginnings } = processMetrics();
  const names = [...labels, ...addedLabels];
  const { instrument, begin } = making.make(provider.getMeter(DECLARED_SCOPE), {
    description: options.help ?? '',
    unit: options.unit ?? '',
    ...(buckets !== undefined && { advice: { explicitBucketBoundaries: [...buckets] } }),
    [TERMS]: {
      showsScope: false,
      labels: {
        names,
        optional: optionalLabels,
        clean: createGuard({ metric: name, labels, allow }),
      },
      ...terms,
    },
  });
  const begun = new Map<string, object>();
  const known: Known = {
    identity,
    instrument,
    begin(sets) {
      for (const set of sets) {
        begun.set(JSON.stringify(Object.entries(set).sort()), set);
        begin(set);
      }
    },
  };
  declared.set(name.toLowerCase(), known);
  beginnings.add(() => begun.forEach(begin));
  // A gauge that nobody has set stands at nothing, not at 0.
  if (labels.length === 0 && kind !== 'gauge') known.begin([{}]);
  return known;
}

/** In words, for messages. */
function identityOf({ kind, options, buckets, traits = [] }: Making): string {
  const { unit = '', labels = [] } = options;
  return [
    kind,
    ...(unit === '' ? [] : [`in ${unit}`]),
    labels.length === 0 ? 'without labels' : `with the labels ${[...labels].sort().join(', ')}`,
    ...(buckets === undefined ? [] : [`with buckets to ${buckets.join(', ')}`]),
    ...traits,
  ].join(' ');
}
