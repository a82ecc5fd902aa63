import type { TranslationStrategy } from '../config/metrics-options.ts';
import type { Escaping } from './format.ts';
import { labelName } from './label-names.ts';
import { metricName, type NamedInstrument } from './names.ts';

/** How instruments and attributes are called on one page. */
export interface Naming {
  metricName(instrument: NamedInstrument): string;
  /** `reserved` is a label that the writer needs for itself: an attribute of that name gets another. */
  labelName(key: string, reserved?: string): string;
}

export interface NamingOptions {
  /** Put before every metric's name. */
  readonly prefix: string;
  /** From OpenTelemetry's names to Prometheus's. */
  readonly translation: TranslationStrategy;
  /** What the format does to the result. */
  readonly escaping: Escaping;
}

export function createNaming({ prefix }: NamingOptions): Naming {
  return {
    metricName: (instrument) => metricName(instrument, prefix),
    labelName: (key, reserved) => labelName(key, reserved),
  };
}
