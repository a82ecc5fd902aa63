import {
  CLASSIC_METRICS,
  type ClassicMetric,
  type LabelSource,
} from '../../src/exposition/classic/table.ts';
import { RUNTIME_VERSION, VERSION_INFO } from '../../src/exposition/classic/version-info.ts';
import { AGENT_SCOPE } from '../../src/pipeline/self-metrics.ts';
import type { CatalogueGroup } from './catalogue.ts';
import { code, table } from './markdown.ts';

/** What prom-client's users may look for in vain: what nothing of the agent measures. */
export const NOT_MEASURED = [
  'process_heap_bytes',
  'nodejs_active_handles',
  'nodejs_active_handles_total',
  'nodejs_active_requests',
  'nodejs_active_requests_total',
] as const;

const INTRODUCTION = `# Classic names

With \`ACME_METRICS_NAMING=classic\` the page has the names and labels that users of prom-client know
from their dashboards and alerts. Only \`/metrics\` and \`/metrics/{name}\` have: \`/metrics/stats\` keeps
the standard names, OTLP and OpenTelemetry's readers get OpenTelemetry's, and so do metric rules, which
come first: what a rule renames has the rule's name here, too. OpenTelemetry's page engine knows no
classic names. This document is made from the code by \`npm run docs\`.

A classic metric takes the place of the standard one. It has the labels of this table and no others:
series that differ in nothing else are added up, and no \`otel_scope_name\` is there. A label is left
out where nothing is known for it: \`route\` of a request that no route took, \`status\` of queries where
a metric rule keeps \`error.type\` away. The series that stands for all beyond an instrument's limit is
\`{otel_metric_overflow="true"}\` here, too. A prefix stands before classic names as before all others,
and the names are the same with every translation strategy.`;

const APPLICATION = `## Which metrics the table is about

- What the agent measures itself, in the scope ${code(AGENT_SCOPE)}: all of the table.
- What other libraries measure, OpenTelemetry's engines for HTTP and pg among them, by the rows of
  HTTP and databases: series that have no attributes but those which OpenTelemetry's conventions give
  the metric, and the overflow series. One with another attribute keeps its standard name, with all its
  labels and its scope. Series of equal labels that several libraries measure are added up, which the
  log says: requests that both the agent and a library of the app measure are counted twice.
- No row else is about others' metrics: a counter \`errors\` of the app, or the gauges of
  OpenTelemetry's host metrics, are what they are on the standard page.

These are the attributes that series of other libraries may have:

${conventionList()}`;

const COSTS = `## What it costs

Series that are added up are written and compressed anew for each page, whereas of the standard page
only what has changed is. That concerns the rows of HTTP requests and of queries, which always leave
attributes out. For them each page costs about what the standard page costs after a change of all their
series: some milliseconds of CPU time for 2000.`;

const HELPERS = `## What the app measures itself

Instruments and [helpers](custom-metrics.md) of the app have one name on all pages. Three metrics are then
measured by both: \`external_api_duration_seconds\` by the agent and by \`externalApi\`,
\`database_query_duration_seconds\` and \`database_connections_active\` by the agent and by \`database\`. A
call that a helper times is not counted by the agent, too: it counts once, with the labels of the helper.
That does not hold for queries by OpenTelemetry's engine for pg. Metrics of prom-client that the agent
measures under the same name are left out: [prom-client.md](prom-client.md).`;

const DIFFERENCES = `## Where the values are not prom-client's

- \`nodejs_eventloop_lag_seconds\` is the mean delay since the last collection, which includes the
  sampling interval as the other delays do. prom-client has the delay of a single \`setImmediate\`
  there.
- The buckets of histograms are those of the standard metrics: \`nodejs_gc_duration_seconds\` has 10 ms,
  100 ms, 1 s and 10 s.
- \`nodejs_cpu_usage_percent\` is of the CPUs that the process may use: 100 is all of them.
- \`endpoint\` of \`external_api_duration_seconds\` is there where the instrument has \`url.template\`; the
  agent's own observers know no templates of the calls that an app makes.
- Only the agent's own observer knows the \`status\` \`success\` of queries. With other libraries
  \`status\` is \`error\` or is not there: OpenTelemetry's engine for pg does not record all failures as
  such.`;

/** The attributes that others' series may have, by instruments. */
function conventionList(): string {
  const rows = CLASSIC_METRICS.filter(({ conventions }) => conventions !== undefined);
  const lines = [...Map.groupBy(rows, ({ conventions = [] }) => conventions)].map(
    ([attributes, of]) => {
      const names = [...new Set(of.map(({ from }) => code(from)))];
      return `- ${names.join(', ')}: ${attributes.map(code).join(', ')}`;
    },
  );
  return lines.join('\n');
}

/** docs/classic-names.md. */
export function renderClassicNames(catalogue: readonly CatalogueGroup[]): string {
  const info = [
    'the resource',
    code(nameWithLabels(VERSION_INFO)),
    `always 1; from ${code(RUNTIME_VERSION)}`,
    '',
  ];
  return [
    INTRODUCTION,
    '',
    table(
      ['OpenTelemetry name', 'On the classic page', 'What it is', 'Labels'],
      [...CLASSIC_METRICS.map(row), info],
    ),
    ...['', APPLICATION, '', HELPERS, '', COSTS, '', DIFFERENCES],
    ...['', '## What keeps its standard name', ''],
    `${standardOnes(catalogue).map(code).join(', ')}.`,
    ...['', "## What of prom-client's is not measured", ''],
    `${NOT_MEASURED.map(code).join(', ')}.`,
    '',
  ].join('\n');
}

function row(metric: ClassicMetric): string[] {
  const labels = Object.entries(metric.labels)
    .filter(([label, source]) => label !== source)
    .map(([label, source]) => `${code(label)}: ${sourceText(source)}`);
  return [
    code(metric.from),
    code(nameWithLabels({ name: metric.name, labels: Object.keys(metric.labels) })),
    meaning(metric),
    labels.join('; '),
  ];
}

function nameWithLabels({ name, labels }: { name: string; labels: readonly string[] }): string {
  return labels.length === 0 ? name : `${name}{${labels.join(',')}}`;
}

function meaning({ counts, sums, where, times }: ClassicMetric): string {
  const parts = [
    counts ? 'how many it has counted' : '',
    sums ? 'its sum' : '',
    where ? `where ${code(where[0])} is ${code(where[1])}` : '',
    times ? `times ${times}` : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function sourceText(source: LabelSource): string {
  if (typeof source === 'string') return code(source);
  const key = code(source.key);
  if ('end' in source) return `${key} without ${code(source.end)}`;
  if ('present' in source) {
    return `${code(source.present)} where there is ${key}, else ${code(source.absent)}`;
  }
  const words = Object.entries(source.words).map(([word, old]) => `${code(word)} is ${code(old)}`);
  return `${key}, ${words.join(', ')}`;
}

function standardOnes(catalogue: readonly CatalogueGroup[]): string[] {
  const renamed = new Set(CLASSIC_METRICS.map(({ from }) => from));
  return catalogue
    .flatMap(({ metrics }) => metrics.filter(({ name }) => !renamed.has(name)))
    .map(({ pageName }) => pageName);
}
