// prom-client in common usage: a timer and a counter around each request, and a page.
'use strict';
const http = require('node:http');
const { Counter, Histogram, register } = require('prom-client');

const labelNames = ['method', 'route', 'status_code'];
const duration = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Duration of HTTP requests.',
  labelNames,
});
const requests = new Counter({ name: 'http_requests_total', help: 'HTTP requests.', labelNames });

function observe(req, res, routeOf) {
  const stop = duration.startTimer();
  res.on('finish', () => {
    const labels = { method: req.method, route: routeOf(req), status_code: res.statusCode };
    stop(labels);
    requests.inc(labels);
  });
}

exports.observeHttp = (listener) => (req, res) => {
  observe(req, res, () => req.route);
  listener(req, res);
};

exports.observeExpress = (app) => {
  app.use((req, res, next) => {
    observe(req, res, () => req.baseUrl + (req.route?.path ?? ''));
    next();
  });
};

exports.observeFastify = (app) => {
  app.addHook('onRequest', (req, _reply, done) => {
    req.stopTimer = duration.startTimer();
    done();
  });
  app.addHook('onResponse', (req, reply, done) => {
    const labels = {
      method: req.method,
      route: req.routeOptions.url,
      status_code: reply.statusCode,
    };
    req.stopTimer(labels);
    requests.inc(labels);
    done();
  });
};

http
  .createServer(async (_req, res) => res.end(await register.metrics()))
  .listen(Number(process.env.OTEL_EXPORTER_PROMETHEUS_PORT), '127.0.0.1');
