/** How characters are written that Prometheus's old names don't allow (Prometheus, Escaping Schemes). */
export type Escaping = 'allow-utf-8' | 'underscores' | 'dots' | 'values';

/** A format of the page, as it was agreed on with who asks for it. */
export interface Format {
  readonly kind: 'text' | 'openmetrics' | 'protobuf' | 'json';
  readonly version: '0.0.4' | '1.0.0';
  readonly escaping: Escaping;
}

/** What everybody reads, and who says nothing gets. */
export const TEXT_0_0_4: Format = { kind: 'text', version: '0.0.4', escaping: 'underscores' };

/** The last line of every OpenMetrics page, the only one of an empty one. */
export const OPENMETRICS_END = '# EOF\n';
