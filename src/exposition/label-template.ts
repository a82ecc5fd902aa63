import type { Series } from '../store/family.ts';
import { escapeLabelValue } from './escape.ts';
import { labelNameText } from './escaping.ts';
import { type LabelColumn, labelText, labelValue } from './labels.ts';

/** What cannot stand between quotes as it is, or not by itself. */
const NEEDS_ESCAPE = /[\\"\n\ud800-\udfff]/;

/** The label text of series with the same keys, compiled: only the values are still to be put in. */
export class LabelTemplate {
  readonly #columns: readonly LabelColumn[];
  /** Whether any value is made of several. */
  readonly joins: boolean;
  /** What stands before each value, and after the last one. */
  readonly #texts: readonly string[];
  /** For each value, which one of the series' it is. */
  readonly #positions: readonly number[];

  constructor(columns: readonly LabelColumn[]) {
    this.#columns = columns;
    this.joins = columns.some(({ parts }) => parts.length > 1);
    const texts: string[] = [];
    const positions: number[] = [];
    let text = '';
    for (const { name, parts } of columns) {
      const [part = ''] = parts;
      text += `${text === '' ? '' : ','}${labelNameText(name)}="`;
      if (typeof part === 'number') {
        texts.push(text);
        positions.push(part);
        text = '"';
      } else {
        text += `${escapeLabelValue(part)}"`;
      }
    }
    this.#texts = [...texts, text];
    this.#positions = positions;
  }

  textOf(series: Series): string {
    if (this.joins) return this.#textByColumns(series);
    const texts = this.#texts;
    const positions = this.#positions;
    let text = '';
    for (let i = 0; i < positions.length; i++) {
      const value = series.attributeAt(positions[i] as number);
      if (value === '') return this.#textByColumns(series);
      const isPlain = typeof value !== 'string' || !NEEDS_ESCAPE.test(value);
      text += texts[i];
      text += isPlain ? value : escapeLabelValue(value);
    }
    return text + texts[positions.length];
  }

  /** Whatever the values are: a label without one is left out. */
  #textByColumns(series: Series): string {
    const pairs = this.#columns.map((column) => [column.name, labelValue(column, series)] as const);
    return labelText(pairs.filter(([, value]) => value !== ''));
  }
}
