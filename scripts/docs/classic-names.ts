import {
  CLASSIC_METRICS,
  type ClassicMetric,
  type LabelSource,
} from '../../src/exposition/classic/table.ts';
import { RUNTIME_VERSION, VERSION_INFO } from '../../src/exposition/classic/version-info.ts';
import type { CatalogueGroup } from './catalogue.ts';
import { code, table } from './markdown.ts';

/** What prom-client's users may look for in vain: what nothing of the agent measures yet. */
export const NOT_MEASURED = {
  "prom-client's": [
    'process_heap_bytes',
    'nodejs_active_handles',
    'nodejs_active_handles_total',
    'nodejs_active_requests',
    'nodejs_active_requests_total',
  ],
  'queues and caches': [
    'queue_size',
    'queue_processing_duration_seconds',
    'cache_hits_total',
    'cache_misses_total',
    'cache_size_bytes',
  ],
} as const;

const INTRODUCTION = `# Classic names

With \`ACME_METRICS_NAMING=classic\` the page has the names and labels that users of prom-client know
from their dashboards and alerts. Only the page has: OTLP and OpenTelemetry's readers get
OpenTelemetry's names, and so do metric rules, which come first: what a rule renames has the rule's name
here, too. OpenTelemetry's page engine knows no classic names. This page is made from the code by
\`npm run docs\`.

A classic metric takes the place of the standard one. It has the labels of this table and no others:
series that differ in nothing else are added up, and no \`otel_scope_name\` is there. A label is left
out where nothing is known for it: \`route\` of a request that no route took. The series that stands
for all beyond an instrument's limit is \`{otel_metric_overflow="true"}\` here, too. A prefix stands
before classic names as before all others, and the names are the same with every translation
strategy. Series that two libraries measure under one name are added up, too, which the log says. To
add up costs more CPU time than to write does: several times that of the standard page where thousands
of series have attributes that are no label here.`;

const DIFFERENCES = `## Where the values are not prom-client's

- \`nodejs_eventloop_lag_seconds\` is the mean delay since the last collection, which includes the
  sampling interval as the other delays do. prom-client has the delay of a single \`setImmediate\`
  there.
- The buckets of histograms are those of the standard metrics: \`nodejs_gc_duration_seconds\` has 10 ms,
  100 ms, 1 s and 10 s.
- \`nodejs_cpu_usage_percent\` is of the CPUs that the process may use: 100 is all of them.
- \`endpoint\` of \`external_api_duration_seconds\` is there where the instrument has \`url.template\`; the
  agent's own observers know no templates of the calls that an app makes.`;

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
    ...['', DIFFERENCES, '', '## What keeps its standard name', ''],
    `${standardOnes(catalogue).map(code).join(', ')}.`,
    ...['', '## What is not measured yet', ''],
    ...Object.entries(NOT_MEASURED).map(
      ([whose, names]) => `- ${whose}: ${names.map(code).join(', ')}`,
    ),
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
