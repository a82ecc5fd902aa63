// prom-client and its successor, which have the same interface.
'use strict';
const http = require('node:http');

exports.library = ({ Counter, Histogram, Registry, register }) => ({
  createCounter: (name, { labelNames }) =>
    new Counter({ name: `${name}_total`, help: name, labelNames }),
  createHistogram: (name, { labelNames, buckets }) =>
    new Histogram({ name, help: name, labelNames, buckets }),
  add: (counter, labels) => counter.inc(labels, 1),
  record: (histogram, value, labels) => histogram.observe(labels, value),
  bind: (instrument, labels) => instrument.labels(labels),
  listen: () =>
    new Promise((resolve) => {
      const server = http.createServer(async (req, res) => {
        const isOpen = req.headers.accept?.startsWith('application/openmetrics-text');
        const { OPENMETRICS_CONTENT_TYPE, PROMETHEUS_CONTENT_TYPE } = Registry;
        register.setContentType(isOpen ? OPENMETRICS_CONTENT_TYPE : PROMETHEUS_CONTENT_TYPE);
        res.setHeader('Content-Type', register.contentType);
        res.end(await register.metrics());
      });
      server.listen(0, '127.0.0.1', () => resolve(server.address().port));
    }),
});
