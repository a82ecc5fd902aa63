'use strict';
const { library } = require('./prometheus-client.cjs');

module.exports = library(require('@prometheus-io/client'));
