// Many series of one library, and its pushes to a collector.
'use strict';
const { serve } = require('./control.cjs');
const { longestDelay, watchDelay } = require('./loop-delay.cjs');
const { createPoints } = require('./points.cjs');

const library = require(`./libraries/${process.argv[2]}.cjs`);
const US_PER_MS = 1000;

/** CPU time of all threads in milliseconds, until the collector has answered. */
async function push() {
  const before = process.cpuUsage();
  await library.push();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / US_PER_MS;
}

serve({ ...createPoints(library), push, watchDelay, longestDelay });
