// The metrics SDK with OpenTelemetry's exporter, without the limit of 2000 series.
'use strict';
const { OTLPMetricExporter } = require('@opentelemetry/exporter-metrics-otlp-proto');
const { MeterProvider, PeriodicExportingMetricReader } = require('@opentelemetry/sdk-metrics');

// It reads the endpoint and the compression from the environment.
const reader = new PeriodicExportingMetricReader({
  exporter: new OTLPMetricExporter(),
  exportIntervalMillis: Number(process.env.OTEL_METRIC_EXPORT_INTERVAL),
});
const provider = new MeterProvider({
  readers: [reader],
  views: [{ instrumentName: '*', aggregationCardinalityLimit: 1_000_000 }],
});
const meter = provider.getMeter('benchmarks');

exports.createCounter = (name) => meter.createCounter(name);
exports.createHistogram = (name, { buckets }) =>
  meter.createHistogram(name, { advice: { explicitBucketBoundaries: buckets } });
exports.add = (counter, labels) => counter.add(1, labels);
exports.record = (histogram, value, labels) => histogram.record(value, labels);
exports.push = () => reader.forceFlush();
