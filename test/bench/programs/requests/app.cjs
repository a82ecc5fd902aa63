// What the measured apps have in common: how many requests they took, and what they cost.
'use strict';
const { serve } = require('../control.cjs');

/** Measuring by hand, as prom-client's users do; without it nothing is added to the app. */
const { BENCH_HOOKS } = process.env;
exports.hooks = BENCH_HOOKS === '' ? {} : require(`./${BENCH_HOOKS}`);

let served = 0;
exports.count = () => {
  served++;
};

exports.start = (listening) => {
  serve({
    port: async () => (await listening).address().port,
    read: () => {
      const { user, system } = process.cpuUsage();
      return { cpuMicros: user + system, served };
    },
    heap: () => {
      global.gc();
      return process.memoryUsage().heapUsed;
    },
  });
};
