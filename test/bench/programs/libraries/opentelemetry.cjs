// The metrics SDK with OpenTelemetry's page, without the limit of 2000 series.
'use strict';
const http = require('node:http');
const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus');
const { MeterProvider } = require('@opentelemetry/sdk-metrics');

const exporter = new PrometheusExporter({ preventServerStart: true });
const provider = new MeterProvider({
  readers: [exporter],
  views: [{ instrumentName: '*', aggregationCardinalityLimit: 1_000_000 }],
});
const meter = provider.getMeter('benchmarks');

exports.createCounter = (name) => meter.createCounter(name);
exports.createHistogram = (name, { buckets }) =>
  meter.createHistogram(name, { advice: { explicitBucketBoundaries: buckets } });
exports.add = (counter, labels) => counter.add(1, labels);
exports.record = (histogram, value, labels) => histogram.record(value, labels);
exports.listen = () =>
  new Promise((resolve) => {
    const server = http.createServer((req, res) => exporter.getMetricsRequestHandler(req, res));
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
