/** A media range of an `Accept` header (RFC 9110, 12.5.1). */
export interface MediaRange {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly weight: number;
}

/** Ranges in their order; a comma or semicolon between quotes separates nothing. */
export function mediaRanges(accept = ''): MediaRange[] {
  return split(accept, ',').map((item) => {
    const [type = '', ...rest] = split(item, ';');
    const parameters = new Map(rest.map(parameterOf));
    return { type: type.toLowerCase(), parameters, weight: weightOf(parameters.get('q')) };
  });
}

function split(text: string, separator: ',' | ';'): string[] {
  const part = separator === ',' ? /(?:[^",]|"[^"]*"?)+/g : /(?:[^";]|"[^"]*"?)+/g;
  return (text.match(part) ?? []).map((one) => one.trim());
}

function parameterOf(text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  const name = equals < 0 ? text : text.slice(0, equals);
  const value = equals < 0 ? '' : text.slice(equals + 1);
  return [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/s, '$1')];
}

/** A weight that is none counts as not given. */
function weightOf(q: string | undefined): number {
  return q !== undefined && /^(?:0(?:\.\d*)?|1(?:\.0*)?)$/.test(q) ? Number(q) : 1;
}
