// The agent under its preload: the API's meter, and the endpoint's page.
'use strict';
const { connect } = require('node:net');
const { setTimeout: delay } = require('node:timers/promises');
const { metrics } = require('@opentelemetry/api');

const meter = metrics.getMeter('benchmarks');
const port = Number(process.env.OTEL_EXPORTER_PROMETHEUS_PORT);

exports.createCounter = (name) => meter.createCounter(name);
exports.createHistogram = (name, { buckets }) =>
  meter.createHistogram(name, { advice: { explicitBucketBoundaries: buckets } });
exports.add = (counter, labels) => counter.add(1, labels);
exports.record = (histogram, value, labels) => histogram.record(value, labels);
exports.bind = (instrument, labels) => instrument.bind(labels);

/** The agent opens its endpoint by itself, and may do so after the app has started. */
exports.listen = async () => {
  while (!(await accepts())) await delay(10);
  return port;
};

exports.push = () => require('@acme/otel-metrics').flushMetrics();

function accepts() {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
