// The metrics of the app, as teams write them by hand around prom-client.
'use strict';
const client = require('prom-client');

class MetricsService {
  constructor() {
    this.register = new client.Registry();
    this.timers = new Map();
    client.collectDefaultMetrics({ register: this.register });
    const registers = [this.register];

    this.httpDuration = new client.Histogram({
      name: 'http_request_duration_seconds',
      help: 'Duration of HTTP requests.',
      labelNames: ['method', 'route', 'status_code'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.httpRequests = new client.Counter({
      name: 'http_requests_total',
      help: 'HTTP requests.',
      labelNames: ['method', 'route', 'status_code'],
      registers,
    });
    this.httpInFlight = new client.Gauge({
      name: 'http_requests_in_flight',
      help: 'HTTP requests under way.',
      registers,
    });
    this.userRegistrations = new client.Counter({
      name: 'user_registrations_total',
      help: 'User registrations.',
      labelNames: ['source', 'status'],
      registers,
    });
    this.activeUsers = new client.Gauge({
      name: 'active_users_count',
      help: 'Active users.',
      labelNames: ['period'],
      registers,
    });
    this.revenue = new client.Counter({
      name: 'revenue_total',
      help: 'Revenue.',
      labelNames: ['currency', 'source', 'product'],
      registers,
    });
    this.errors = new client.Counter({
      name: 'errors_total',
      help: 'Errors.',
      labelNames: ['type', 'severity', 'component'],
      registers,
    });
    this.cacheHits = new client.Counter({
      name: 'cache_hits_total',
      help: 'Cache hits.',
      labelNames: ['cache_name', 'key_pattern'],
      registers,
    });
    this.cacheMisses = new client.Counter({
      name: 'cache_misses_total',
      help: 'Cache misses.',
      labelNames: ['cache_name', 'key_pattern'],
      registers,
    });
    this.queueSize = new client.Gauge({
      name: 'queue_size',
      help: 'Jobs that wait.',
      labelNames: ['queue_name', 'priority'],
      registers,
    });
    this.queueProcessing = new client.Histogram({
      name: 'queue_processing_duration_seconds',
      help: 'Time to process a job.',
      labelNames: ['queue_name', 'job_type', 'status'],
      buckets: [0.1, 0.5, 1, 2, 5, 10, 30, 60, 300],
      registers,
    });
    this.basketSize = new client.Summary({
      name: 'basket_size',
      help: 'Items of a basket.',
      percentiles: [0.5, 0.9, 0.99],
      maxAgeSeconds: 600,
      ageBuckets: 5,
      registers,
    });
  }

  startTimer(id) {
    this.timers.set(id, process.hrtime.bigint());
  }

  endTimer(id, histogram, labels) {
    const started = this.timers.get(id);
    if (started === undefined) return;
    this.timers.delete(id);
    histogram.observe(labels, Number(process.hrtime.bigint() - started) / 1e9);
  }

  recordError(error, severity, component) {
    this.errors.inc({ type: error.constructor.name, severity, component });
  }

  async render(_req, res) {
    try {
      res.set('Content-Type', this.register.contentType);
      res.end(await this.register.metrics());
    } catch (error) {
      res.status(500).end(error.message);
    }
  }
}

module.exports = new MetricsService();
