import { type ReadQuery, readQuery } from './query-metrics.ts';

/** What stands for a variable whose values are not known here. */
const PLACEHOLDER = 'grafana_variable';

/** `$name`, `${name:format}`, `[[name]]`. */
const VARIABLE = /\$\{[^}]*\}|\$[A-Za-z_]\w*|\[\[[\w:.]+\]\]/g;
const TEXT = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g;
/** What a range, a step or an offset is given. */
const DURATION =
  /(\[|:|\boffset\s+)(\s*)(?:\$\{[^}]*\}|\$[A-Za-z_]\w*)(?=\s*[\]:]|\s*[),]|\s*$|\s)/g;

/**
 * An expression of a Grafana panel, with values in the places of its variables: inside of texts any
 * text, in ranges a duration. Elsewhere a variable may be a number or a name; what parses counts.
 */
export function readGrafanaQuery(text: string): ReadQuery {
  const withTexts = text.replaceAll(TEXT, (literal) => literal.replaceAll(VARIABLE, 'any'));
  const timed = withTexts.replaceAll(DURATION, '$1$25m');
  const answers = [PLACEHOLDER, '5', '5m'].map((value) =>
    readQuery(timed.replaceAll(VARIABLE, value)),
  );
  const read = answers.find((answer) => 'metrics' in answer) ?? readQuery(timed);
  return 'metrics' in read ? { metrics: read.metrics.filter(isNamed) } : read;
}

/** A name that a variable is a part of is not known. */
function isNamed(name: string): boolean {
  return !name.includes(PLACEHOLDER);
}
