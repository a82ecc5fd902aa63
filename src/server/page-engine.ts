import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import { contentTypeOf } from '../exposition/content-type.ts';
import { TEXT_0_0_4 } from '../exposition/format.ts';
import { requireApi } from '../pipeline/otel-api.ts';
import type { Page } from './page.ts';

/** What the lazily loaded part `page-engine` of the build exports. */
export interface PageEngine {
  createUpstreamPage(producer: MetricProducer, prefix: string): Page;
}

/**
 * The page as OpenTelemetry's exporter-prometheus writes it, out of our store. Only its serializer
 * is used: the exporter around it answers failures with 200, and an exception in it ends the host
 * as an unhandled rejection. Here one becomes a 500.
 */
export function createUpstreamPage(producer: MetricProducer, prefix: string): Page {
  requireApi();
  // The serializer puts the underscore after a prefix itself.
  const serializer = new PrometheusSerializer(prefix.replace(/_$/, ''));
  return async ({ names }) => {
    const { resourceMetrics, errors } = await producer.collect();
    const isEmpty = resourceMetrics.scopeMetrics.length === 0;
    if (isEmpty && errors.length > 0) throw new Error(errors.join('; '));
    const text = serializer.serialize(resourceMetrics);
    return { contentType: contentTypeOf(TEXT_0_0_4), body: inOnePiece(chosen(text, names)) };
  };
}

/** The metrics of these names, all without any; upstream's serializer begins each with its HELP. */
function chosen(text: string, names: readonly string[]): string {
  if (names.length === 0) return text;
  const metrics = text.split(/^(?=# HELP )/m);
  return metrics.filter((one) => names.some((name) => one.startsWith(`# HELP ${name} `))).join('');
}

function* inOnePiece(text: string): Generator<string, void, void> {
  yield text;
}
