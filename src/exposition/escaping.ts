import { escapeLabelValue } from './escape.ts';
import type { Escaping } from './format.ts';

/** Whether a metric name is one that Prometheus took before it took any UTF-8. */
function isLegacyMetricName(name: string): boolean {
  return /^[a-zA-Z_:][a-zA-Z0-9_:]*$/.test(name);
}

/** As for metrics; a colon is none of a label's characters. */
function isLegacyLabelName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name);
}

/** A metric's name by an escaping scheme of Prometheus; valid for it wherever `name` is valid UTF-8. */
export function escapeMetricName(name: string, escaping: Escaping): string {
  return escaped(name, escaping, isLegacyMetricName);
}

/** As for metrics. */
export function escapeLabelName(name: string, escaping: Escaping): string {
  return escaped(name, escaping, isLegacyLabelName);
}

/** A metric's name in a line of metadata: `my_metric`, `"my.metric"`. */
export function metricNameText(name: string): string {
  return isLegacyMetricName(name) ? name : quoted(name);
}

/** A label's name before its `=`: `my_label`, `"my.label"`. */
export function labelNameText(name: string): string {
  return isLegacyLabelName(name) ? name : quoted(name);
}

/** How the samples of a name begin. */
export interface SampleStart {
  /** The whole of it where there are no labels: `my_metric`, `{"my.metric"}`. */
  readonly bare: string;
  /** What stands before the labels and their closing brace: `my_metric{`, `{"my.metric",`. */
  readonly open: string;
}

export function sampleStart(name: string): SampleStart {
  if (isLegacyMetricName(name)) return { bare: name, open: `${name}{` };
  return { bare: `{${quoted(name)}}`, open: `{${quoted(name)},` };
}

/** What names begin with of which characters are written as numbers. */
const ENCODED = 'U__';

/** What becomes of a character; `isLegal` says it of the place where it stands. */
const CHARACTERS: Readonly<
  Record<Exclude<Escaping, 'allow-utf-8'>, (character: string, isLegal: boolean) => string>
> = {
  underscores: (character, isLegal) => (isLegal ? character : '_'),
  dots(character, isLegal) {
    if (character === '.') return '_dot_';
    return isLegal && character !== '_' ? character : '__';
  },
  values(character, isLegal) {
    if (character === '_') return '__';
    return isLegal ? character : `_${character.codePointAt(0)?.toString(16)}_`;
  },
};

function escaped(name: string, escaping: Escaping, isLegacy: (name: string) => boolean): string {
  if (escaping === 'allow-utf-8') return name;
  // A legal name that looks like an encoded one is encoded, too, or it would be read as another.
  const mayStay =
    escaping === 'underscores' || (escaping === 'values' && !name.startsWith(ENCODED));
  if (mayStay && isLegacy(name)) return name;
  const replace = CHARACTERS[escaping];
  // A character is legal at the beginning, or after one that is.
  const characters = Array.from(name, (character, at) =>
    replace(character, isLegacy(at === 0 ? character : `_${character}`)),
  );
  return `${escaping === 'values' ? ENCODED : ''}${characters.join('')}`;
}

function quoted(name: string): string {
  return `"${escapeLabelValue(name)}"`;
}
