// Counts what fails, as teams write it by hand.
'use strict';
const metrics = require('./metrics-service.cjs');

module.exports = function errorHandler(error, _req, res, _next) {
  const status = error.status ?? 500;
  metrics.recordError(error, status >= 500 ? 'high' : 'medium', 'express');
  res.status(status).json({ error: error.message });
};
