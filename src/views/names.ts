import type { NamingMode, TranslationStrategy } from '../config/metrics-options.ts';
import { createNaming } from '../exposition/naming.ts';
import { type Matcher, METRICS, type Metric, type MetricKey } from './metrics.ts';

/** How an app's page calls what it has. */
export interface NamesOptions {
  readonly naming: NamingMode;
  readonly prefix: string;
  readonly translation: TranslationStrategy;
}

export const DEFAULT_NAMES: NamesOptions = {
  naming: 'standard',
  prefix: '',
  translation: 'UnderscoreEscapingWithSuffixes',
};

/** A metric of the table as it stands on a page. */
export interface NamedMetric {
  /** Without `_bucket`, `_count` and `_sum`. */
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Label names by role. A role that this form lacks is not there. */
  readonly labels: Readonly<Record<string, string>>;
  readonly conditions: Readonly<Record<string, readonly Matcher[]>>;
}

/** Finds the names of the table's metrics on one app's page. */
export type NamesOf = (key: MetricKey) => NamedMetric;

export function createNames({ naming, prefix, translation }: NamesOptions): NamesOf {
  const translated = createNaming({ prefix, translation, escaping: 'allow-utf-8' });
  return (key) => {
    const { standard, classic }: Metric = METRICS[key];
    const type = typeOf(standard.instrument.kind);
    if (naming === 'classic' && classic !== undefined) {
      const { name, labels, conditions = {} } = classic;
      return { name: prefix + name, type, labels, conditions };
    }
    const labels = Object.entries(standard.labels).map(
      ([role, attribute]) => [role, translated.labelName(attribute)] as const,
    );
    return {
      name: translated.metricName(standard.instrument),
      type,
      labels: Object.fromEntries(labels),
      conditions: standard.conditions ?? {},
    };
  };
}

function typeOf(kind: Metric['standard']['instrument']['kind']): NamedMetric['type'] {
  if (kind === 'counter' || kind === 'histogram') return kind;
  return 'gauge';
}
