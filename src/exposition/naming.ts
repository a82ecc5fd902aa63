import type { TranslationStrategy } from '../config/metrics-options.ts';
import { escapeLabelName, escapeMetricName } from './escaping.ts';
import type { Escaping } from './format.ts';
import { plainLabel, underscoredLabel } from './label-names.ts';
import { metricName, type NamedInstrument, TRANSLATIONS, unitIn } from './names.ts';
import { TARGET_INFO } from './target-info.ts';

/** How instruments and attributes are called on one page. */
export interface Naming {
  /** `ending` is one more word, which tells it from another instrument of its name. */
  metricName(instrument: NamedInstrument, ending?: string): string;
  /** The unit's words where the instrument's name ends with them, before any `_total`; else ''. */
  unitOf(instrument: NamedInstrument): string;
  /** `reserved` is a label that the writer needs for itself: an attribute of that name gets another. */
  labelName(key: string, reserved?: string): string;
  /** The resource's metric. */
  readonly targetInfo: string;
}

export interface NamingOptions {
  /** Put before every metric's name. */
  readonly prefix: string;
  /** From OpenTelemetry's names to Prometheus's. */
  readonly translation: TranslationStrategy;
  /** What the format does to the result. */
  readonly escaping: Escaping;
}

/** Names by the translation first and the escaping then (exporter specification). */
export function createNaming({ prefix, translation, escaping }: NamingOptions): Naming {
  const strategy = TRANSLATIONS[translation];
  const labelOf = strategy.underscores ? underscoredLabel : plainLabel;
  const nameOf = (instrument: NamedInstrument, ending?: string) => {
    const name = metricName(instrument, prefix, strategy);
    return escapeMetricName(ending === undefined ? name : `${name}_${ending}`, escaping);
  };
  return {
    metricName: nameOf,
    unitOf: (instrument) => unitIn(nameOf(instrument), instrument),
    labelName(key, reserved) {
      const label = labelOf(key);
      const name = escapeLabelName(label, escaping);
      // What it becomes counts: escaping can make `__name__` of `_name_`.
      const isTaken = name === reserved || name === '__name__';
      return isTaken ? escapeLabelName(`exported_${label}`, escaping) : name;
    },
    targetInfo: escapeMetricName(TARGET_INFO, escaping),
  };
}
