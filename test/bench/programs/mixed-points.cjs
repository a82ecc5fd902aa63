// Series of all kinds, named and labelled as those of a busy app are.
'use strict';
const { metrics } = require('@opentelemetry/api');

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const COUNTERS = ['shop.orders', 'shop.payments', 'shop.refunds', 'mail.sent', 'jobs.run', 'hits'];
const GAUGES = ['shop.carts', 'stock.items', 'jobs.waiting', 'pool.connections', 'sessions'];
const HISTOGRAMS = {
  'http.server.request.duration': (index) => ({
    'http.request.method': index % 3 === 0 ? 'POST' : 'GET',
    'http.response.status_code': index % 20 === 0 ? 500 : 200,
    'http.route': `/api/v1/resource-${index}`,
    'url.scheme': 'http',
  }),
  'http.client.request.duration': (index) => ({
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'server.address': `service-${index}.internal`,
    'server.port': 443,
  }),
  'db.client.operation.duration': (index) => ({
    'db.system.name': 'postgresql',
    'db.collection.name': `table_${index}`,
    'db.operation.name': 'SELECT',
  }),
};

/** How `count` series are made up; histograms have buckets that OpenTelemetry proposes for durations. */
const SHARES = { counters: 0.5, gauges: 0.42, histograms: 0.08 };

const ofTenants = (index) => ({ region: `region-${index % 5}`, tenant: `tenant-${index}` });

/** Functions that record a point, each of another series. */
exports.createMixedPoints = (count) => {
  const meter = metrics.getMeter('benchmarks');
  const advice = { explicitBucketBoundaries: BUCKETS };
  const points = [];
  let turn = 0;

  function addSeries(names, share, seriesOf) {
    const total = Math.round(count * share);
    const upTo = (name) => Math.round((total * name) / names.length);
    names.forEach((name, at) => {
      const series = seriesOf(name);
      const each = upTo(at + 1) - upTo(at);
      for (let index = 0; index < each; index++) points.push(series(index));
    });
  }

  addSeries(COUNTERS, SHARES.counters, (name) => {
    const counter = meter.createCounter(name);
    return (index) => {
      const labels = ofTenants(index);
      return () => counter.add(1 + (index % 7), labels);
    };
  });
  addSeries(GAUGES, SHARES.gauges, (name) => {
    const gauge = meter.createGauge(name);
    return (index) => {
      const labels = ofTenants(index);
      return () => gauge.record(index + (turn % 50), labels);
    };
  });
  addSeries(Object.keys(HISTOGRAMS), SHARES.histograms, (name) => {
    const histogram = meter.createHistogram(name, { unit: 's', advice });
    return (index) => {
      const labels = HISTOGRAMS[name](index);
      return () => histogram.record(((index + turn) % 1000) / 400, labels);
    };
  });

  /** Records a point of every series, or of each `step`-th of all kinds: always the same ones. */
  function touch({ step = 1 } = {}) {
    turn++;
    for (let index = 0; index < points.length; index += step) points[index]();
    return points.length;
  }

  return touch;
};
