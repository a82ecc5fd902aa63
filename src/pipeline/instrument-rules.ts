import type { HistogramForm, MetricRule, MetricRules } from '../config/metrics-options.ts';
import type { Descriptor, SeriesRule } from '../store/descriptor.ts';
import { createFirstFit } from './first-fit.ts';

/** What the configuration says about instruments: by rules, and where none says it. */
export interface InstrumentRuleOptions {
  /** Default: none. */
  readonly metrics?: MetricRules | undefined;
  /** Buckets of durations. Default: `classic`. */
  readonly histograms?: HistogramForm | undefined;
  /** Whether all histograms have exponential buckets too, unless a rule gives them others. Default: false. */
  readonly exponentialToo?: boolean | undefined;
  /** Default: true. */
  readonly scopeLabels?: boolean | undefined;
}

/** What becomes of an instrument that is asked for; undefined where nothing of it is kept. */
export type ApplyRules = (asked: Descriptor) => Descriptor | undefined;

interface NamedRule {
  readonly rule: MetricRule;
  readonly series: SeriesRule | undefined;
}

const NO_RULE: NamedRule = { rule: {}, series: undefined };
const NO_BOUNDARIES: readonly number[] = [];
/** UCUM's units of time that instruments are made with. */
const TIME_UNITS = new Set(['ns', 'us', 'ms', 's', 'min', 'h', 'd']);

/**
 * Rules are applied where instruments are made, so that page and exporters see the same and
 * measurements pay nothing. The first one whose pattern fits the name that was asked for counts, and
 * no other.
 */
export function createInstrumentRules(options: InstrumentRuleOptions): ApplyRules {
  const { metrics = {}, scopeLabels = true } = options;
  const ruleOf = createFirstFit(namedRules(metrics));
  const newNames = newNamesOf(metrics);
  return (asked) => {
    const { rule, series } = ruleOf(asked.name) ?? NO_RULE;
    if (rule.drop === true) return undefined;
    const name = rule.rename ?? asked.name;
    const form = formOf(asked, rule, options);
    return {
      ...asked,
      name,
      boundaries: form === 'native' ? NO_BOUNDARIES : (rule.buckets ?? asked.boundaries),
      form,
      showsScope: rule.scope ?? (asked.showsScope && scopeLabels),
      joins: newNames.has(name.toLowerCase()),
      rule: series,
    };
  };
}

function formOf(
  { kind, unit, form }: Descriptor,
  { histogram, buckets }: MetricRule,
  { histograms = 'classic', exponentialToo = false }: InstrumentRuleOptions,
): HistogramForm {
  if (kind !== 'histogram') return 'classic';
  if (histogram !== undefined || form !== 'classic') return histogram ?? form;
  const general = TIME_UNITS.has(unit) ? histograms : 'classic';
  if (general !== 'classic') return general;
  return exponentialToo && buckets === undefined ? 'both' : 'classic';
}

function namedRules(metrics: MetricRules): [pattern: string, rule: NamedRule][] {
  return Object.entries(metrics).map(([pattern, rule]) => {
    const { limit, attributes } = rule;
    const concernsSeries = limit !== undefined || attributes !== undefined;
    return [pattern, { rule, series: concernsSeries ? { pattern, limit, attributes } : undefined }];
  });
}

/**
 * Names that rules give. An instrument may have one of them by itself, and which of those that share
 * it comes first can't be known: all of them are made to be shared.
 */
function newNamesOf(metrics: MetricRules): ReadonlySet<string> {
  const renaming = Object.values(metrics).filter(({ drop }) => drop !== true);
  return new Set(renaming.flatMap(({ rename }) => rename?.toLowerCase() ?? []));
}
