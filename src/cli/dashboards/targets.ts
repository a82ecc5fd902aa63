import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Expression } from '../../views/expression.ts';
import { fillLegend } from '../../views/legend.ts';
import type { Panel, PanelQuery } from '../../views/panel.ts';
import { toPromql } from '../../views/promql.ts';
import { labelsOf } from '../../views/subject.ts';
import { DATASOURCE } from './datasource.ts';
import type { Selection } from './selection.ts';

/** The queries of a panel. */
export function targetsOf(panel: Panel, selection: Selection): DataqueryBuilder[] {
  const traced = panel.queries.findLastIndex(({ expression }) => asksHistogram(expression));
  return panel.queries.map((query, at) =>
    new DataqueryBuilder()
      .refId(refIdOf(at))
      .datasource(DATASOURCE)
      .expr(queryOf(panel, query, selection))
      .legendFormat(legendOf(panel, query, selection))
      .range()
      // Once: the exemplars of all quantiles are the same.
      .exemplar(at === traced),
  );
}

/** The PromQL of one query of a panel. */
function queryOf(
  { perInstance, top }: Panel,
  { expression }: PanelQuery,
  { asking }: Selection,
): string {
  const by = perInstance ? { by: ['instance'] } : {};
  const query = toPromql(expression, { ...asking, ...by });
  return top === undefined ? query : `topk(${top}, ${query})`;
}

function legendOf(
  { title, perInstance }: Panel,
  { legend, expression }: PanelQuery,
  { asking }: Selection,
): string {
  const labels = labelsOf(expression, asking.names);
  const text = fillLegend(legend, (role) => {
    const label = labels.get(role);
    return label === undefined ? '' : `{{${label}}}`;
  });
  const parts = [perInstance ? '{{instance}}' : '', text].filter((part) => part !== '');
  return parts.join(' ') || title;
}

function asksHistogram(expression: Expression): boolean {
  if (expression.ask === 'either') return expression.of.some(asksHistogram);
  return expression.ask === 'quantile';
}

const LETTERS = 26;

/** As Grafana numbers queries: A to Z, then AA. */
function refIdOf(at: number): string {
  const letter = String.fromCharCode(65 + (at % LETTERS));
  return at < LETTERS ? letter : refIdOf(Math.floor(at / LETTERS) - 1) + letter;
}
