import type { Series } from '../../store/family.ts';
import type { Labelling } from '../label-template.ts';
import { byName, type LabelEntry, labelPairs } from '../labels.ts';
import { LABEL, METRIC } from './fields.ts';
import { Wire } from './wire.ts';

/** Labels are put together here before anybody needs them. */
const scratch = new Wire();

/** What writes the labels of a series. */
export type WriteLabels = (wire: Wire, series: Series) => void;

/**
 * The labels of series with the same keys, of which no two become one label: only the values are
 * still to be written, which are neither empty nor ill-formed.
 */
export function labelWriter(keys: readonly string[], labelling: Labelling): WriteLabels {
  const { naming, constants, reserved } = labelling;
  const labels: Label[] = [
    ...constants.map(([key, value]): Label => {
      const name = naming.labelName(key, reserved);
      return [name, { bytes: written(() => writeLabel(scratch, name, String(value))) }];
    }),
    ...keys.map((key, position): Label => {
      const name = naming.labelName(key, reserved);
      return [name, { bytes: written(() => scratch.text(LABEL.name, name)), position }];
    }),
  ];
  const parts = labels.sort(byName).map(([, part]) => part);
  return (wire, series) => {
    for (const part of parts) writePart(wire, part, series);
  };
}

/**
 * The labels of these attributes as a text with a character for each byte: equal label sets are
 * equal texts.
 */
export function labelBytes(entries: readonly LabelEntry[], labelling: Labelling): string {
  const pairs = labelPairs(entries, labelling.naming, labelling.reserved);
  return written(() => {
    for (const [name, value] of pairs) writeLabel(scratch, name, value);
  }).toString('latin1');
}

export function writeLabel(wire: Wire, name: string, value: string): void {
  const at = wire.begin(METRIC.label);
  wire.text(LABEL.name, name);
  wire.text(LABEL.value, value);
  wire.end(at);
}

/** A whole label, or the name of one and which of the series' values it has. */
interface LabelPart {
  readonly bytes: Uint8Array;
  readonly position?: number;
}

type Label = readonly [name: string, part: LabelPart];

function writePart(wire: Wire, { bytes, position }: LabelPart, series: Series): void {
  if (position === undefined) {
    wire.raw(bytes);
    return;
  }
  const value = series.attributeAt(position);
  const at = wire.begin(METRIC.label);
  wire.raw(bytes);
  wire.text(LABEL.value, typeof value === 'string' ? value : String(value));
  wire.end(at);
}

function written(write: () => void): Buffer {
  scratch.cutBack(0);
  write();
  return Buffer.from(scratch.bytes);
}
