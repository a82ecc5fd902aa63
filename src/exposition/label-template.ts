import type { Series } from '../store/family.ts';
import { escapeLabelValue } from './escape.ts';
import { labelNameText } from './escaping.ts';
import { byName, type LabelEntry } from './labels.ts';
import type { Naming } from './naming.ts';

/** What a family's labels have in common. */
export interface Labelling {
  readonly naming: Naming;
  /** What all its series say besides. */
  readonly constants: readonly LabelEntry[];
  /** As in `labelText`. */
  readonly reserved: string | undefined;
}

const NEEDS_ESCAPE = /[\\"\n]/;

/**
 * The label text of series with the same keys, compiled: only the values are still to be put in.
 * It is what `labelText` writes, for values that are neither empty nor ill-formed UTF-16.
 */
export class LabelTemplate {
  /** What stands before each value, and after the last one. */
  readonly #texts: readonly string[];
  /** For each value, which one of the series' it is. */
  readonly #positions: readonly number[];

  private constructor(parts: readonly Part[]) {
    const texts: string[] = [];
    const positions: number[] = [];
    let text = '';
    for (const [name, { constant, position }] of parts) {
      text += `${text === '' ? '' : ','}${labelNameText(name)}="`;
      if (position !== undefined) {
        texts.push(text);
        positions.push(position);
        text = '';
      }
      text += `${constant}"`;
    }
    this.#texts = [...texts, text];
    this.#positions = positions;
  }

  /**
   * The template of these keys together with entries that all the series have; `undefined` where
   * two of them become one label, whose values `labelText` joins.
   */
  static of(
    keys: readonly string[],
    { naming, constants, reserved }: Labelling,
  ): LabelTemplate | undefined {
    const parts: Part[] = [
      ...constants.map(
        ([key, value]): Part => [
          naming.labelName(key, reserved),
          { constant: escapeLabelValue(String(value)) },
        ],
      ),
      ...keys.map(
        (key, position): Part => [naming.labelName(key, reserved), { constant: '', position }],
      ),
    ];
    const names = new Set(parts.map(([name]) => name));
    return names.size < parts.length ? undefined : new LabelTemplate(parts.sort(byName));
  }

  textOf(series: Series): string {
    const texts = this.#texts;
    const positions = this.#positions;
    let text = '';
    for (let i = 0; i < positions.length; i++) {
      const value = series.attributeAt(positions[i] as number);
      const isPlain = typeof value !== 'string' || !NEEDS_ESCAPE.test(value);
      text += texts[i];
      text += isPlain ? value : escapeLabelValue(value);
    }
    return text + texts[positions.length];
  }
}

type Part = readonly [name: string, { constant: string; position?: number }];
