import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { sampleStart } from '../../exposition/escaping.ts';
import type { Fit } from '../fit.ts';
import { DATASOURCE } from './datasource.ts';
import { type Selection, TARGET } from './selection.ts';

/** Grafana's word for a query that is taken as it is written. */
const AS_WRITTEN = 5;

/** What is chosen at the top of a dashboard. */
export function variablesOf(
  selection: Selection,
  fit: Fit,
): (DatasourceVariableBuilder | QueryVariableBuilder)[] {
  // Every agent tells this one, whatever it measures.
  const { name } = selection.asking.names('agentSeries');
  const { open, bare } = sampleStart(name);
  const job = valuesOf('job', 'Job', `label_values(${bare}, job)`)
    .multi(false)
    .current({ selected: true, text: fit.job, value: fit.job });
  const instance = severalOf('instance', 'Instance', `label_values(${open}job="$job"}, instance)`);
  const source = new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .type('prometheus');
  const variables = [source, job, instance.allValue('.+')];
  return selection.choosesRoute ? [...variables, routeVariable(selection, fit)] : variables;
}

/** All is also what no route took. */
function routeVariable(selection: Selection, fit: Fit): QueryVariableBuilder {
  const { name, labels } = selection.asking.names('requestDuration');
  const query = `label_values(${counted(name, fit)}${TARGET}}, ${labels['route']})`;
  return severalOf('route', 'Route', query).allValue('.*');
}

/** Where Prometheus keeps native buckets it has no series of the count. */
function counted(name: string, { native }: Fit): string {
  if (!native?.has(name)) return sampleStart(`${name}_count`).open;
  return `{__name__=~"${name.replaceAll('.', '[.]')}(_count)?",`;
}

function severalOf(name: string, label: string, query: string): QueryVariableBuilder {
  return valuesOf(name, label, query)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: ['All'], value: ['$__all'] });
}

function valuesOf(name: string, label: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ qryType: AS_WRITTEN, query, refId: `variable-${name}` })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
}
