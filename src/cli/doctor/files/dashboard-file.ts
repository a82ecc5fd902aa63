import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readGrafanaQuery } from '../promql/grafana-query.ts';
import type { ReadQuery } from '../promql/query-metrics.ts';
import { readFileText, reasonOf } from './read-file.ts';
import { recordOf, textOf } from './shape.ts';

/** A dashboard of Grafana's as a file. */
export interface DashboardFile {
  readonly file: string;
  readonly problem?: string;
  readonly queries: readonly PanelQuery[];
}

export interface PanelQuery {
  readonly panel: string;
  readonly expression: string;
  readonly query: ReadQuery;
}

/** Folders within folders are read, too; links in a circle end. */
const DEEPEST = 5;
/** Of a variable's query: `label_values(metric, label)`, `query_result(expression)`, `metrics(…)`. */
const VARIABLE_QUERY = /^\s*label_values\(\s*(.+?)\s*,\s*\w+\s*\)\s*$/s;

/** Each of the files, and those with `.json` at the end of each of the folders. */
export function readDashboards(places: readonly string[]): readonly DashboardFile[] {
  return places.flatMap((place) => filesAt(place, DEEPEST)).map(readDashboard);
}

function readDashboard({ file, problem }: FoundFile): DashboardFile {
  if (problem !== undefined) return { file, problem, queries: [] };
  const read = readFileText(file);
  if ('problem' in read) return { file, problem: read.problem, queries: [] };
  try {
    const whole = recordOf(JSON.parse(read.text));
    // As Grafana's own HTTP interface wraps it.
    const dashboard = whole.dashboard ?? whole;
    return { file, queries: queriesIn(dashboard, { panel: '', depth: 0 }) };
  } catch {
    return { file, problem: 'it is no JSON', queries: [] };
  }
}

interface FoundFile {
  readonly file: string;
  readonly problem?: string;
}

function filesAt(place: string, depth: number): readonly FoundFile[] {
  try {
    if (!statSync(place).isDirectory()) return [{ file: place }];
    const entries = readdirSync(place, { withFileTypes: true }).filter(
      (entry) => entry.name.endsWith('.json') || (entry.isDirectory() && depth > 0),
    );
    const found = entries.flatMap(({ name }) => filesAt(join(place, name), depth - 1));
    return found.length > 0 || depth < DEEPEST
      ? found
      : [{ file: place, problem: 'no .json file is in it' }];
  } catch (error) {
    return [{ file: place, problem: reasonOf(error) }];
  }
}

interface Within {
  readonly panel: string;
  readonly depth: number;
  /** The kind of data source that an outer part names. */
  readonly source?: string | undefined;
}

const DEEPEST_PART = 40;

/** In panels of every schema an expression stands under `expr`, somewhere below a title. */
function queriesIn(part: unknown, within: Within): readonly PanelQuery[] {
  if (within.depth > DEEPEST_PART || typeof part !== 'object' || part === null) return [];
  if (Array.isArray(part)) return part.flatMap((item) => queriesIn(item, deeper(within)));
  const { title, expr, datasource } = recordOf(part);
  const inner = {
    ...deeper(within),
    panel: textOf(title) || within.panel,
    source: textOf(recordOf(datasource).type) ?? within.source,
  };
  const own = inner.source === undefined || inner.source === 'prometheus';
  const found = own && typeof expr === 'string' ? [toQuery(expr, inner.panel)] : [];
  const variable = own ? variableQuery(recordOf(part)) : [];
  return [...found, ...variable, ...Object.values(part).flatMap((item) => queriesIn(item, inner))];
}

function toQuery(expression: string, panel: string): PanelQuery {
  return { panel, expression, query: readGrafanaQuery(expression) };
}

function variableQuery({ type, name, query, definition }: Readonly<Record<string, unknown>>) {
  if (type !== 'query') return [];
  const text = textOf(recordOf(query).query) ?? textOf(query) ?? textOf(definition) ?? '';
  const [, asked] = VARIABLE_QUERY.exec(text) ?? [];
  return asked === undefined ? [] : [toQuery(asked, `variable ${textOf(name) ?? ''}`)];
}

function deeper(within: Within): Within {
  return { ...within, depth: within.depth + 1 };
}
