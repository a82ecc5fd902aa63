import type { Descriptor } from '../../store/descriptor.ts';
import { BridgedFamily } from './bridged-family.ts';
import type { PromMetric } from './library.ts';
import type { PromKind } from './points.ts';
import type { Registered } from './registries.ts';

const KINDS: readonly (string | undefined)[] = ['counter', 'gauge', 'histogram', 'summary'];

/**
 * A family without series for a metric.
 *
 * @throws TypeError where it is none of the four kinds.
 */
export function createFamily({ metric, name }: Registered): BridgedFamily {
  if (!isKind(metric.type)) throw new TypeError(`there is no kind of metrics '${metric.type}'`);
  return new BridgedFamily(metric.type, descriptorOf(metric, metric.type, name));
}

/** Whether a family that was made of a metric is still that metric's. */
export function isFamilyOf(
  family: BridgedFamily | undefined,
  { metric: { type, help = '' }, name }: Registered,
): family is BridgedFamily {
  if (family === undefined) return false;
  const { descriptor } = family;
  return family.kind === type && descriptor.name === name && descriptor.description === help;
}

function isKind(type: string | undefined): type is PromKind {
  return KINDS.includes(type);
}

function descriptorOf(metric: PromMetric, kind: PromKind, name: string): Descriptor {
  const { help = '', upperBounds = [], percentiles = [] } = metric;
  const { maxAgeSeconds = 0, ageBuckets = 0 } = metric;
  return {
    ...{ name, description: help, unit: '', kind, integer: false, form: 'classic' },
    ...{ isFinal: true, showsScope: false },
    boundaries: kind === 'histogram' ? ascending(upperBounds) : [],
    // A window of 0: quantiles of the series' whole life.
    summary:
      kind === 'summary'
        ? { quantiles: ascending(percentiles), windowMs: maxAgeSeconds * 1000, steps: ageBuckets }
        : undefined,
  };
}

/** Each of them once. */
function ascending(numbers: readonly number[]): readonly number[] {
  return [...new Set(numbers.map(Number))].filter(Number.isFinite).sort((a, b) => a - b);
}
