import { MetricsError } from '../../foundation/errors.ts';
import { countFault } from '../../foundation/faults.ts';
import { attempt, describeError } from '../../foundation/guard.ts';
import { warn } from '../../foundation/log.ts';
import { processMetrics } from '../../pipeline/process-metrics.ts';
import { sensitiveKind } from '../guard/sensitive-values.ts';
import { counter } from './counter.ts';
import { gauge } from './gauge.ts';
import { histogram } from './histogram.ts';
import type { Labels } from './labels.ts';
import { summary } from './summary.ts';

/** What a name that is known at run time only may be. */
export type RecordedKind = 'counter' | 'gauge' | 'histogram' | 'summary';

export interface RecordOptions {
  /** What the name is. Default: what it was the first time, which is a gauge where nothing is said. */
  readonly kind?: RecordedKind | undefined;
  /** As of `counter`; of the first time only. */
  readonly help?: string | undefined;
  /** As of `counter`; of the first time only. */
  readonly unit?: string | undefined;
}

type Enter = (value: number, labels: Labels<string>) => void;

interface Recorded {
  readonly kind: RecordedKind;
  readonly labels: readonly string[];
  readonly enter: Enter;
}

const recorded = new Map<string, Recorded>();
const KINDS: readonly RecordedKind[] = ['counter', 'gauge', 'histogram', 'summary'];

/**
 * Measures into a metric whose name is known at run time only: a gauge is set, a counter counts, a
 * histogram or summary records. The first call of a name decides its kind and label names; another
 * one of either is refused, as is a new name past `dynamicLimit` of them.
 *
 * Never throws. What is refused is dropped, counted, and said once a minute for each name that was
 * taken before, and for all others together. Costs some
 * tens of nanoseconds for a name and labels that came before.
 *
 * @returns Whether name, kind and labels were taken.
 * @example
 * record('import_rows', rows, { source }, { kind: 'counter' });
 */
// biome-ignore lint/complexity/useMaxParams: what every measurement says, and then options.
export function record(
  name: string,
  value: number,
  labels: Labels<string> = {},
  options: RecordOptions = {},
): boolean {
  return (
    attempt('invalid_instrument', 'record', () => {
      const given = labels ?? {};
      const known = recorded.get(name) ?? begin(name, given, options);
      if (known === undefined) return false;
      const { kind = known.kind } = options ?? {};
      if (kind !== known.kind) return refuse(name, `'${name}' is a ${known.kind}, and no ${kind}`);
      if (!haveNames(given, known.labels)) {
        const names = known.labels.join(', ') || 'none';
        return refuse(name, `the labels of '${name}' have to be ${names}`);
      }
      known.enter(value, given);
      return true;
    }) ?? false
  );
}

function begin(
  name: string,
  labels: Labels<string>,
  { kind = 'gauge', help, unit }: RecordOptions,
): Recorded | undefined {
  const { dynamicLimit, redaction } = processMetrics().config;
  const kindOfName = redaction ? sensitiveKindOf([name, ...Object.keys(labels)]) : undefined;
  if (kindOfName !== undefined) {
    refuse(kindOfName, `what looks like ${kindOfName} is no name of a metric or a label`);
    return undefined;
  }
  if (recorded.size >= dynamicLimit) {
    refuse(
      'limit',
      `there are ${dynamicLimit} names already, as ACME_METRICS_DYNAMIC_LIMIT allows`,
    );
    return undefined;
  }
  try {
    const names = Object.keys(labels);
    const enter = enterOf(kind, name, { labels: names, help, unit });
    const one = { kind, labels: names, enter };
    recorded.set(name, one);
    return one;
  } catch (error) {
    if (!(error instanceof MetricsError)) throw error;
    // Of names that are not known there may be any number.
    refuse('', describeError(error));
    return undefined;
  }
}

function haveNames(labels: object, names: readonly string[]): boolean {
  const keys = Object.keys(labels);
  return keys.length === names.length && keys.every((key) => names.includes(key));
}

/** Names that are made at run time may have in them what is no value of a label. */
function sensitiveKindOf(names: readonly unknown[]): string | undefined {
  return names.map((name) => sensitiveKind(String(name))).find((kind) => kind !== undefined);
}

function enterOf(
  kind: RecordedKind,
  name: string,
  options: {
    readonly labels: readonly string[];
    readonly help?: string | undefined;
    readonly unit?: string | undefined;
  },
): Enter {
  switch (kind) {
    case 'counter': {
      const instrument = counter<string>(name, options);
      return (value, labels) => instrument.add(value, labels);
    }
    case 'gauge': {
      const instrument = gauge<string>(name, options);
      return (value, labels) => instrument.set(value, labels);
    }
    case 'histogram': {
      const instrument = histogram<string>(name, options);
      return (value, labels) => instrument.record(value, labels);
    }
    case 'summary': {
      const instrument = summary<string>(name, options);
      return (value, labels) => instrument.record(value, labels);
    }
    default:
      throw new MetricsError(
        'ACME_METRICS_INVALID_INSTRUMENT',
        `kind has to be one of ${KINDS.join(', ')}`,
      );
  }
}

function refuse(name: string, reason: string): false {
  countFault('invalid_instrument');
  warn(`record:${name}`, `record: ${reason}; the measurement was dropped`);
  return false;
}
