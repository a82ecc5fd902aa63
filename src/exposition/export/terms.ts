import type { HistogramForm } from '../../config/metrics-options.ts';
import type { Config } from '../../config/options.ts';
import type { Descriptor, FamilyKind, Scope } from '../../store/descriptor.ts';
import type { Family } from '../../store/family.ts';
import type { Group } from '../group.ts';
import { instrumentOf } from '../names.ts';
import type { Naming } from '../naming.ts';

/** What a receiver is told of a family beside its series. */
export interface ExportTerms {
  readonly scope: Scope;
  readonly descriptor: Descriptor;
  readonly kind: FamilyKind;
}

export interface ExportTermsOptions {
  readonly config: Pick<Config, 'prefix' | 'scopeLabels' | 'otlpHistograms'>;
  readonly naming: Naming;
}

const NO_SCOPE: Scope = { name: '' };

/** What is to be said of a family, so that a receiver calls it as its group of the page is called. */
export function exportTerms(
  family: Family,
  group: Group,
  { config, naming }: ExportTermsOptions,
): ExportTerms {
  const { scope, descriptor } = family;
  const hasGivenWay = naming.metricName(instrumentOf(family)) !== group.name;
  const isWhole = hasGivenWay || descriptor.isFinal === true;
  // Not every receiver and protocol has summaries: their parts would be called by the bare name.
  const isPrometheus = hasGivenWay || family.kind === 'summary';
  const name = isPrometheus ? group.name : config.prefix + descriptor.name;
  // Receivers end the name of every sum that never falls with `total`. One whose name is to stay as
  // it is counts as one that may fall: queries go by names, and `rate` does not ask for a type.
  const isRenamed = isWhole && family.kind === 'counter' && !name.endsWith('_total');
  const saysScope = descriptor.showsScope || !config.scopeLabels;
  return {
    scope: saysScope ? scope : NO_SCOPE,
    kind: isRenamed ? 'up-down-counter' : family.kind,
    descriptor: {
      ...descriptor,
      name,
      kind: isRenamed ? 'up-down-counter' : descriptor.kind,
      unit: isWhole ? '' : descriptor.unit,
      form: formOf(descriptor.form, group, config),
      // Of two scopes series are apart, whether the page says so or not.
      showsScope: true,
    },
  };
}

/** Of two forms one is pushed; where only some of a name have exponential buckets, the others' are. */
function formOf(
  form: HistogramForm,
  { families }: Group,
  { otlpHistograms }: ExportTermsOptions['config'],
): HistogramForm {
  if (families.some(({ descriptor }) => descriptor.form === 'classic')) return 'classic';
  if (form !== 'both') return form;
  return otlpHistograms === 'base2_exponential_bucket_histogram' ? 'native' : 'classic';
}
