/** Whether names may be any UTF-8 text in quotes, or have `__` as escaping makes them. */
export type NameRules = 'old' | 'escaped' | 'utf-8';

export interface Labels {
  readonly [name: string]: string;
}

const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const QUOTED = /"((?:[^"\\\n]|\\["\\n])*)"/y;
const NUMBER = /(?:NaN|[+-]Inf|-?\d+(?:\.\d+)?(?:e[+-]\d+)?)(?= |$)/y;
const REST = /.*/sy;

/** Reads a line of a text format from its beginning to its end, strictly. */
export class ExpositionLine {
  readonly #text: string;
  readonly #rules: NameRules;
  #at = 0;

  constructor(text: string, rules: NameRules) {
    this.#text = text;
    this.#rules = rules;
  }

  /** A metric's name in a line of metadata. */
  metricName(): string {
    return this.#take(METRIC_NAME) ?? this.#quotedName() ?? fail('bad metric name');
  }

  /** What a sample is of. */
  subject(): { readonly name: string; readonly labels: Labels } {
    const name = this.#take(METRIC_NAME);
    if (!this.has('{')) return { name: name ?? fail('bad metric name'), labels: {} };
    if (name !== undefined) return { name, labels: this.#labels() };
    const quoted = this.#quotedName() ?? fail('a sample without a name');
    if (this.has('}')) return { name: quoted, labels: {} };
    this.expect(',');
    return { name: quoted, labels: this.#labels() };
  }

  /** Labels between braces; there may be none. */
  labelsInBraces(): Labels {
    this.expect('{');
    return this.has('}') ? {} : this.#labels();
  }

  number(): number {
    const text = this.#take(NUMBER) ?? fail('bad number');
    return numberOf(text);
  }

  rest(): string {
    return this.#take(REST) ?? '';
  }

  /** Goes on behind this text if it is the next. */
  has(text: string): boolean {
    const isNext = this.#text.startsWith(text, this.#at);
    if (isNext) this.#at += text.length;
    return isNext;
  }

  expect(text: string): void {
    if (!this.has(text)) fail(`no ${JSON.stringify(text)} at ${this.#text.slice(this.#at)}`);
  }

  end(): void {
    if (this.#at < this.#text.length) fail(`unexpected ${this.#text.slice(this.#at)}`);
  }

  #labels(): Labels {
    const labels: Record<string, string> = Object.create(null);
    do {
      const name = this.#take(LABEL_NAME) ?? this.#quotedName() ?? fail('bad label name');
      this.expect('=');
      const value = this.#quoted() ?? fail(`bad value of label ${name}`);
      this.#check(name, value);
      if (name in labels) fail(`label ${name} twice`);
      labels[name] = value;
    } while (this.has(','));
    this.expect('}');
    return labels;
  }

  #check(name: string, value: string): void {
    const isReserved = this.#rules === 'old' ? name.startsWith('__') : name === '__name__';
    if (isReserved) fail(`reserved label ${name}`);
    if (value === '') fail(`label ${name} is empty, which is the same as none`);
  }

  #quotedName(): string | undefined {
    const name = this.#rules === 'utf-8' ? this.#quoted() : undefined;
    if (name === '' || name?.includes('\0')) fail('a name that Prometheus does not read');
    return name;
  }

  #quoted(): string | undefined {
    const text = this.#take(QUOTED);
    return text === undefined ? undefined : unescapeText(text.slice(1, -1));
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [found] = pattern.exec(this.#text) ?? [];
    if (found !== undefined) this.#at += found.length;
    return found;
  }
}

export function fail(reason: string): never {
  throw new Error(reason);
}

export function unescapeText(text: string): string {
  return text.replace(/\\(.)/g, (_, character) => (character === 'n' ? '\n' : character));
}

export function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

/** Equal for equal label sets. */
export function labelKey(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort());
}

/** Reads a page line by line. Throws an error that names the line. */
export function readLines(text: string, read: (line: string) => void): void {
  if (!text.isWellFormed()) fail('the page is not well-formed Unicode');
  if (!text.endsWith('\n')) fail('the last line does not end');
  for (const [index, line] of text.slice(0, -1).split('\n').entries()) {
    try {
      read(line);
    } catch (error) {
      fail(`line ${index + 1}, ${(error as Error).message}: ${line}`);
    }
  }
}
