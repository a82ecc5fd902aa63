// Many series of one library, and its page.
'use strict';
const { setTimeout: delay } = require('node:timers/promises');
const { serve } = require('./control.cjs');
const { longestDelay, watchDelay } = require('./loop-delay.cjs');
const { createPoints } = require('./points.cjs');

const library = require(`./libraries/${process.argv[2]}.cjs`);

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
  ...createPoints(library),
  watchDelay,
  longestDelay,
  usedBytes,
  peakBytes: () => process.resourceUsage().maxRSS * 1024,
});
