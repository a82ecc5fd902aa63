import { Wire } from '../../foundation/wire.ts';
import type { Series } from '../../store/family.ts';
import { type LabelColumn, labelValue } from '../labels.ts';
import { LABEL, METRIC } from './fields.ts';

/** Labels are put together here before anybody needs them. */
const scratch = new Wire();

/** The labels of series with the same keys as bytes, compiled: only the values are still to be written. */
export class LabelWriter {
  readonly #labels: readonly Label[];

  constructor(columns: readonly LabelColumn[]) {
    this.#labels = columns.map((column) => {
      const { name, parts } = column;
      const [part = ''] = parts;
      if (parts.length === 1 && typeof part === 'string') {
        return { whole: written(() => writeLabel(scratch, name, part)) };
      }
      const position = parts.length === 1 ? Number(part) : undefined;
      return { name: written(() => scratch.text(LABEL.name, name)), column, position };
    });
  }

  write(wire: Wire, series: Series): void {
    for (const label of this.#labels) {
      if ('whole' in label) wire.raw(label.whole);
      else writeOwn(wire, label, series);
    }
  }

  /** The same as a text with a character for each byte: equal label sets are equal texts. */
  textOf(series: Series): string {
    scratch.cutBack(0);
    this.write(scratch, series);
    return scratch.binaryText;
  }
}

/** A label that all the series have, or one of which each has a value of its own. */
type Label = { readonly whole: Uint8Array } | OwnLabel;

interface OwnLabel {
  readonly name: Uint8Array;
  readonly column: LabelColumn;
  /** Where a value is one of the series' own. */
  readonly position: number | undefined;
}

function writeOwn(wire: Wire, { name, column, position }: OwnLabel, series: Series): void {
  const value = position === undefined ? labelValue(column, series) : series.attributeAt(position);
  if (value === '') return;
  const at = wire.begin(METRIC.label);
  wire.raw(name);
  wire.text(LABEL.value, typeof value === 'string' ? value : String(value));
  wire.end(at);
}

export function writeLabel(wire: Wire, name: string, value: string): void {
  const at = wire.begin(METRIC.label);
  wire.text(LABEL.name, name);
  wire.text(LABEL.value, value);
  wire.end(at);
}

function written(write: () => void): Uint8Array {
  scratch.cutBack(0);
  write();
  return new Uint8Array(scratch.bytes);
}
