import { Wire } from '../../foundation/wire.ts';
import type { Family, SeriesBlock } from '../../store/family.ts';
import { AttributeWriter } from './attributes.ts';
import { type BlockTerms, EncodedBlock } from './encoded-block.ts';
import { EXPONENTIAL_HISTOGRAMS } from './exponential-points.ts';
import { DATA, METRIC, TEMPORALITY } from './fields.ts';
import { HISTOGRAMS } from './histogram-points.ts';
import { Message } from './message.ts';
import { GAUGES, SUMS } from './number-points.ts';
import type { PointKind } from './points.ts';
import { SUMMARIES } from './summary-points.ts';

/** Room for most blocks. */
const BLOCK_ROOM = 64 * 1024;

/** Writes families as metrics, and keeps for each block of series the bytes that it has become. */
export class MetricWriter {
  readonly #wire = new Wire(BLOCK_ROOM);
  readonly #blocks = new WeakMap<SeriesBlock, EncodedBlock>();
  /** By a group's keys. */
  readonly #attributes = new WeakMap<readonly string[], AttributeWriter>();

  /**
   * A family at a time, with a pause wherever the work may be put off; undefined where it has no
   * series. The bytes are valid until the next call. Throws where a series cannot be written.
   */
  *written(family: Family, timeMs: number): Generator<void, Message | undefined, void> {
    const kind = kindOf(family);
    const data = new Message();
    for (const group of family.groups()) {
      const attributes = this.#attributesOf(group.keys);
      const terms = { kind, attributes, timeMs, wire: this.#wire };
      for (const block of group.blocks()) {
        data.add(this.#encoded(block, terms).refreshed(block, terms));
        yield;
      }
    }
    if (data.length === 0) return undefined;
    data.write((wire) => writeSense(wire, family));
    const metric = new Message();
    metric.write((wire) => writeIdentity(wire, family));
    metric.nest(kind.data, data);
    return metric;
  }

  #attributesOf(keys: readonly string[]): AttributeWriter {
    let known = this.#attributes.get(keys);
    if (known === undefined) {
      known = new AttributeWriter(keys);
      this.#attributes.set(keys, known);
    }
    return known;
  }

  #encoded(block: SeriesBlock, terms: BlockTerms): EncodedBlock {
    const known = this.#blocks.get(block);
    if (known?.suits(terms)) return known;
    const fresh = new EncodedBlock(terms);
    if (block.layout !== undefined) this.#blocks.set(block, fresh);
    return fresh;
  }
}

function kindOf({ kind, descriptor }: Family): PointKind {
  switch (kind) {
    case 'histogram':
      return descriptor.form === 'native' ? EXPONENTIAL_HISTOGRAMS : HISTOGRAMS;
    case 'gauge':
      return GAUGES;
    case 'summary':
      return SUMMARIES;
    default:
      return SUMS;
  }
}

function writeIdentity(wire: Wire, { descriptor: { name, description, unit } }: Family): void {
  wire.text(METRIC.name, name);
  if (description !== '') wire.text(METRIC.description, description);
  if (unit !== '') wire.text(METRIC.unit, unit);
}

/** How the points of a family follow each other in time. */
function writeSense(wire: Wire, { kind, isDelta = false }: Family): void {
  if (kind === 'gauge' || kind === 'summary') return;
  wire.uint(DATA.temporality, isDelta ? TEMPORALITY.delta : TEMPORALITY.cumulative);
  if (kind === 'counter') wire.uint(DATA.isMonotonic, 1);
}
