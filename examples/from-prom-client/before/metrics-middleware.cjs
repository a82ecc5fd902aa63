// Times every request, as teams write it by hand.
'use strict';
const metrics = require('./metrics-service.cjs');

let requests = 0;

module.exports = function metricsMiddleware(req, res, next) {
  if (req.path === '/metrics') return next();
  const id = ++requests;
  metrics.startTimer(id);
  metrics.httpInFlight.inc();
  res.on('close', () => {
    const labels = {
      method: req.method,
      route: req.route?.path ?? 'unknown',
      status_code: res.statusCode,
    };
    metrics.endTimer(id, metrics.httpDuration, labels);
    metrics.httpRequests.inc(labels);
    metrics.httpInFlight.dec();
  });
  next();
};
