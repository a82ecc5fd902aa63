import type { Labels } from './page.ts';

/** A line of a page that has a number. */
export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

/** More labels than that are a mistake, or an attack. */
const MOST_LABELS = 250;

const BLANKS = /[ \t]*/y;
const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const QUOTED = /"[^"\\]*(?:\\.[^"\\]*)*"/sy;
const VALUE = /[^ \t#]+/y;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NO_NUMBER = /^[+-]?(?:inf|infinity|nan)$/i;
/** A time, and an exemplar, which nobody here asks for. */
const REST = /^(?:[ \t]+[+-]?[\d.]+(?:e[+-]?\d+)?)?[ \t]*(?:#.*)?$/i;

/**
 * Reads a sample of any text format: names may be in quotes as in Prometheus's text 1.0.0, blanks may
 * stand where Prometheus takes them. Gives nothing for a line that is no sample.
 */
export function parseSample(line: string): Sample | undefined {
  const cursor = new Cursor(line);
  const bare = cursor.take(METRIC_NAME);
  const braces = readBraces(cursor, bare === undefined);
  const name = bare ?? braces?.name;
  if (name === undefined || braces === undefined) return undefined;
  const value = toNumber(cursor.take(VALUE) ?? '');
  if (value === undefined || !REST.test(cursor.rest())) return undefined;
  return { name, labels: braces.labels, value };
}

interface Braces {
  readonly name?: string | undefined;
  readonly labels: Labels;
}

/** What stands between braces, if there are any; a name in quotes comes first. */
function readBraces(cursor: Cursor, wantsName: boolean): Braces | undefined {
  if (!cursor.has('{')) return wantsName ? undefined : { labels: {} };
  let name: string | undefined;
  if (wantsName) {
    name = cursor.quoted();
    if (name === undefined || !(cursor.has(',') || cursor.isAt('}'))) return undefined;
  }
  const labels = readLabels(cursor);
  return labels && { name, labels };
}

function readLabels(cursor: Cursor): Labels | undefined {
  const labels: [string, string][] = [];
  // Prometheus takes a comma after the last one.
  while (!cursor.has('}')) {
    const label = readLabel(cursor);
    if (label === undefined || labels.length === MOST_LABELS) return undefined;
    // An empty value is the same as no label.
    if (label[1] !== '') labels.push(label);
    if (!(cursor.has(',') || cursor.isAt('}'))) return undefined;
  }
  return Object.fromEntries(labels);
}

function readLabel(cursor: Cursor): [name: string, value: string] | undefined {
  const name = cursor.take(LABEL_NAME) ?? cursor.quoted();
  if (name === undefined || !cursor.has('=')) return undefined;
  const value = cursor.quoted();
  return value === undefined ? undefined : [name, value];
}

/** The number of a text as Go reads it. */
export function toNumber(text: string): number | undefined {
  if (NUMBER.test(text)) return Number(text);
  if (!NO_NUMBER.test(text)) return undefined;
  if (/nan/i.test(text)) return Number.NaN;
  return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** A line of metadata from its name on. */
export function parseMetadata(text: string): { name: string; text: string } | undefined {
  const cursor = new Cursor(text);
  const name = cursor.take(METRIC_NAME) ?? cursor.quoted();
  return name === undefined ? undefined : { name, text: cursor.rest().replace(/^[ \t]/, '') };
}

/** Of a quoted text, or a help: `\n`, `\\` and `\"`; any other backslash is one. */
export function unescapeText(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([n"\\])/g, (_, character) => (character === 'n' ? '\n' : character));
}

/** Walks along a line; blanks before what is asked for are passed over. */
class Cursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): string | undefined {
    this.#skipBlanks();
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  quoted(): string | undefined {
    const text = this.take(QUOTED);
    return text === undefined ? undefined : unescapeText(text.slice(1, -1));
  }

  isAt(character: string): boolean {
    this.#skipBlanks();
    return this.#text.startsWith(character, this.#at);
  }

  has(character: string): boolean {
    const isNext = this.isAt(character);
    if (isNext) this.#at += character.length;
    return isNext;
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }

  #skipBlanks(): void {
    BLANKS.lastIndex = this.#at;
    BLANKS.test(this.#text);
    this.#at = BLANKS.lastIndex;
  }
}
