import type { HistogramForm, MetricRule, MetricRules } from '../config/metrics-options.ts';
import type { Descriptor, SeriesRule } from '../store/descriptor.ts';
import { createNamePattern, type FitsName } from './name-pattern.ts';

/** What the configuration says about instruments: by rules, and where none says it. */
export interface InstrumentRuleOptions {
  /** Default: none. */
  readonly metrics?: MetricRules | undefined;
  /** Buckets of durations. Default: `classic`. */
  readonly histograms?: HistogramForm | undefined;
  /** Default: true. */
  readonly scopeLabels?: boolean | undefined;
}

/** What becomes of an instrument that is asked for; undefined where nothing of it is kept. */
export type ApplyRules = (asked: Descriptor) => Descriptor | undefined;

interface NamedRule {
  readonly fits: FitsName;
  readonly rule: MetricRule;
  readonly series: SeriesRule | undefined;
}

const NO_RULE: MetricRule = {};
/** UCUM's units of time that instruments are made with. */
const TIME_UNITS = new Set(['ns', 'us', 'ms', 's', 'min', 'h', 'd']);

/**
 * Rules are applied where instruments are made, so that page and exporters see the same and
 * measurements pay nothing. The first one whose pattern fits the name that was asked for counts, and
 * no other.
 */
export function createInstrumentRules(options: InstrumentRuleOptions): ApplyRules {
  const { metrics = {}, histograms = 'classic', scopeLabels = true } = options;
  const rules = namedRules(metrics);
  return (asked) => {
    const found = rules.find(({ fits }) => fits(asked.name));
    const rule = found?.rule ?? NO_RULE;
    if (rule.drop === true) return undefined;
    const { kind, unit, name, boundaries } = asked;
    const form = rule.histogram ?? (TIME_UNITS.has(unit) ? histograms : 'classic');
    return {
      ...asked,
      name: rule.rename ?? name,
      boundaries: rule.buckets ?? boundaries,
      form: kind === 'histogram' ? form : 'classic',
      showsScope: rule.scope ?? scopeLabels,
      rule: found?.series,
    };
  };
}

function namedRules(metrics: MetricRules): readonly NamedRule[] {
  const newNames = Object.values(metrics).map(({ rename }) => rename?.toLowerCase());
  return Object.entries(metrics).map(([pattern, rule]) => {
    const { limit, attributes } = rule;
    const newName = rule.rename?.toLowerCase();
    const others = newNames.filter((name) => name === newName).length - 1;
    const joins = newName !== undefined && (others > 0 || pattern.includes('*'));
    const concernsSeries = limit !== undefined || attributes !== undefined || joins;
    return {
      fits: createNamePattern(pattern),
      rule,
      series: concernsSeries ? { pattern, limit, attributes, joins } : undefined,
    };
  });
}
