// Many series of one library, and its page.
'use strict';
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setTimeout: delay } = require('node:timers/promises');
const { serve } = require('./control.cjs');

const library = require(`./libraries/${process.argv[2]}.cjs`);
const BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10,
];
const POINTS_PER_MS = 200;
const NS_PER_MS = 1e6;

const options = { labelNames: ['method', 'status', 'route'], buckets: BUCKETS };
const instruments = {
  counter: library.createCounter('bench_counter', options),
  histogram: library.createHistogram('bench_histogram', options),
};

/** Records a point of the series with this number; every series has a route of its own. */
function point(kind, index) {
  const labels = { method: 'GET', status: '200', route: `/api/v1/resource-${index}` };
  if (kind === 'counter') library.add(instruments.counter, labels);
  else library.record(instruments.histogram, (index % 1000) / 100, labels);
}

function touch({ kind, from = 0, to, step = 1 }) {
  for (let index = from; index < to; index += step) point(kind, index);
}

let recording;
let next = 0;
function startRecording({ kind, hot }) {
  recording = setInterval(() => {
    for (let points = 0; points < POINTS_PER_MS; points++) point(kind, next++ % hot);
  }, 1);
}

let monitor;
async function watchDelay() {
  monitor = monitorEventLoopDelay({ resolution: 1 });
  monitor.enable();
  await delay(30);
}

/** The longest time in milliseconds that the loop did not come round. */
async function longestDelay() {
  await delay(30);
  monitor.disable();
  return monitor.max / NS_PER_MS;
}

/** Bytes in use once all garbage is gone; what a request leaves behind is let go first. */
async function usedBytes() {
  for (let round = 0; round < 3; round++) {
    await delay(50);
    global.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const port = library.listen();
serve({
  port: () => port,
  touch,
  startRecording,
  stopRecording: () => clearInterval(recording),
  watchDelay,
  longestDelay,
  usedBytes,
  peakBytes: () => process.resourceUsage().maxRSS * 1024,
});
