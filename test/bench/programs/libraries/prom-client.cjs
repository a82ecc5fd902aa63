'use strict';
const { library } = require('./prometheus-client.cjs');

module.exports = library(require('prom-client'));
