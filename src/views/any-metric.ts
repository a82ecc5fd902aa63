import type { Expression, PageMetric } from './expression.ts';
import type { Panel, PanelQuery, PanelUnit } from './panel.ts';
import { percentileName, percentiles } from './percentiles.ts';

/** Label names that tell most, best first, where a metric has several. */
const TELLING = [
  ...['status', 'state', 'type', 'kind', 'result', 'route', 'endpoint', 'operation', 'action'],
  ...['queue_name', 'cache_name', 'name', 'method', 'source', 'service', 'product'],
];
/** Of the summaries of this package, and among those of prom-client. */
const USUAL_QUANTILES = [0.5, 0.9, 0.95, 0.99];

/** What begins with them says who measured, and not what. */
const SCOPE = 'otel_scope_';

/** How a metric is drawn that nothing more is known of. */
export function panelsOf(metric: PageMetric): Panel[] {
  switch (metric.type) {
    case 'counter':
      return [ratePanel(metric, counterUnit(metric))];
    case 'gauge':
      return [gaugePanel(metric)];
    case 'histogram':
      return [
        {
          ...shared(metric, 'quantiles'),
          unit: amountUnit(metric),
          queries: percentiles({ of: metric }),
        },
        ratePanel(metric, 'per-second'),
      ];
    case 'summary':
      return [summaryPanel(metric), ratePanel(metric, 'per-second')];
  }
}

function ratePanel(metric: PageMetric, unit: PanelUnit): Panel {
  const told = telling(metric);
  const expression: Expression = { ask: 'rate', of: metric, ...told.asked };
  const title = `${metric.name}, per second`;
  return { ...shared(metric, 'rate'), title, unit, queries: [{ legend: told.legend, expression }] };
}

function gaugePanel(metric: PageMetric): Panel {
  const told = telling(metric);
  const unit = amountUnit(metric);
  const expression: Expression = {
    ...{ ask: 'value', aggregate: AGGREGATES[unit] ?? 'sum', of: metric },
    ...told.asked,
  };
  return { ...shared(metric, 'value'), unit, queries: [{ legend: told.legend, expression }] };
}

/** Times and shares cannot be added up. */
const AGGREGATES: Partial<Record<PanelUnit, 'max' | 'avg'>> = { seconds: 'max', share: 'avg' };

function summaryPanel(metric: PageMetric): Panel {
  const { quantiles = USUAL_QUANTILES } = metric;
  const queries = quantiles.map(
    (q): PanelQuery => ({
      legend: percentileName(q),
      expression: { ask: 'summary-quantile', q, of: metric },
    }),
  );
  return { ...shared(metric, 'quantiles'), unit: amountUnit(metric), queries };
}

function shared({ name, help }: PageMetric, what: string): Pick<Panel, 'id' | 'title' | 'help'> {
  return { id: `${idOf(name)}-${what}`, title: name, help };
}

/** Names that differ have ids that differ: what is not plain is written as its number. */
function idOf(name: string): string {
  const plain = (character: string) => `-${character.codePointAt(0)?.toString(16)}-`;
  return `metric-${name.replace(/[^a-zA-Z0-9_]/gu, plain)}`;
}

function telling({ name, labels }: PageMetric): {
  readonly asked: { readonly by?: readonly string[] };
  readonly legend: string;
} {
  const own = labels.filter((label) => !label.startsWith(SCOPE));
  const label = TELLING.find((known) => own.includes(known)) ?? own[0];
  if (label === undefined) return { asked: {}, legend: name };
  return { asked: { by: [label] }, legend: `{${label}}` };
}

const UNITS: ReadonlyMap<string, PanelUnit> = new Map([
  ['seconds', 'seconds'],
  ['bytes', 'bytes'],
  ['ratio', 'share'],
]);

function amountUnit({ unit }: PageMetric): PanelUnit {
  return UNITS.get(unit) ?? 'none';
}

function counterUnit(metric: PageMetric): PanelUnit {
  const unit = amountUnit(metric);
  if (unit === 'seconds') return 'share-of-time';
  return unit === 'bytes' ? 'bytes-per-second' : 'per-second';
}
