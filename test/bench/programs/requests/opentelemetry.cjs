// The metrics SDK with the page and the HTTP instrumentation, and nothing of tracing.
'use strict';
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus');
const { MeterProvider } = require('@opentelemetry/sdk-metrics');

const { OTEL_EXPORTER_PROMETHEUS_HOST: host, OTEL_EXPORTER_PROMETHEUS_PORT: port } = process.env;
const meterProvider = new MeterProvider({
  readers: [new PrometheusExporter({ host, port: Number(port) })],
});
registerInstrumentations({ meterProvider, instrumentations: [new HttpInstrumentation()] });
