import type { Format } from './format.ts';

/** The `Content-Type` of a page; nothing in it is the client's text. */
export function contentTypeOf({ kind, version, escaping }: Format): string {
  const escaped = version === '0.0.4' && escaping === 'underscores' ? '' : `; escaping=${escaping}`;
  switch (kind) {
    case 'text':
      return `text/plain; version=${version}; charset=utf-8${escaped}`;
    case 'openmetrics':
      return `application/openmetrics-text; version=${version}; charset=utf-8${escaped}`;
    case 'protobuf':
      return `application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited${escaped}`;
    case 'json':
      return 'application/json';
  }
}
