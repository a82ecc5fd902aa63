import { OPTIONS } from '../../src/config/options.ts';
import { ATTRIBUTES } from './attributes.ts';
import { ADDING_OPTION, type CatalogueGroup, type CatalogueMetric } from './catalogue.ts';
import { code, table } from './markdown.ts';

const INTRODUCTION = `# Metrics

Everything that the agent measures without code. This page is made from the code by
\`npm run docs\`; \`npm run docs:check\` fails where they differ.

Each part is an observer, which can be left out by its name
(\`ACME_METRICS_DISABLED_OBSERVERS=gc,pg\`), but for \`agent\`. On the page attributes are labels, with
\`_\` for every character that a label may not have: \`http.route\` is \`http_route\`. An attribute that
is not known for a measurement is not there. Each has \`otel_scope_name\` besides, but \`errors\`: the
errors that the app records are in the same metric. A histogram is three names on the page:
\`_bucket\` with \`le\`, \`_sum\` and \`_count\`. \`target_info\` describes the process. With
\`ACME_METRICS_NAMING=classic\` the page has the names that prom-client's users know:
[docs/classic-names.md](docs/classic-names.md).

\`error.type\` of a request that came in: the status where it is 5xx; of a response that did not go
out whole, the class of the error with which the app destroyed it, \`aborted\` where the client ended
its side or broke the connection, and \`_OTHER\` where it was closed here without an error. Of a call
that the app makes: the status from 400 on, else the system's code (\`ECONNREFUSED\`) or the error's
class. Of a query: the SQLSTATE, else the system's code or the error's class.`;

const HEAD = ['OpenTelemetry name', 'Kind', 'Unit', 'Attributes', 'On the page', 'Meaning'];

/** METRICS.md. Throws where the table of attributes and the catalogue disagree. */
export function renderMetrics(catalogue: readonly CatalogueGroup[]): string {
  assertAttributes(catalogue.flatMap(({ metrics }) => metrics.map(({ name }) => name)));
  const sections = catalogue.flatMap(({ name, observes, metrics }) => [
    ...['', `## ${name}`, '', `From ${observes}.`, ''],
    table(HEAD, metrics.map(row)),
  ]);
  return [INTRODUCTION, ...sections, ''].join('\n');
}

function row({ name, kind, unit, description, pageName, isOptional }: CatalogueMetric): string[] {
  const attributes = (ATTRIBUTES[name] ?? []).map(code).join(', ');
  const condition = isOptional ? ` With ${code(`${OPTIONS[ADDING_OPTION].env}=true`)} only.` : '';
  return [code(name), kind, code(unit), attributes, code(pageName), description + condition];
}

function assertAttributes(names: readonly string[]): void {
  const missing = names.filter((name) => !Object.hasOwn(ATTRIBUTES, name));
  const unknown = Object.keys(ATTRIBUTES).filter((name) => !names.includes(name));
  if (missing.length > 0) throw new Error(`scripts/docs/attributes.ts lacks ${missing.join(', ')}`);
  if (unknown.length > 0) {
    throw new Error(
      `scripts/docs/attributes.ts has ${unknown.join(', ')}, which no observer makes`,
    );
  }
}
