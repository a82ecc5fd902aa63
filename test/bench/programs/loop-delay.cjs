// How long the event loop stands still.
'use strict';
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setTimeout: delay } = require('node:timers/promises');

const NS_PER_MS = 1e6;

let monitor;
exports.watchDelay = async () => {
  monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await delay(30);
};

/** The longest time in milliseconds that the loop did not come round. */
exports.longestDelay = async () => {
  await delay(30);
  monitor.disable();
  return monitor.max / NS_PER_MS;
};
