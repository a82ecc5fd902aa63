// An app that somebody may look at, with many series that change.
'use strict';
const { serve } = require('./control.cjs');
const { listen } = require('./libraries/ours.cjs');
const { longestDelay, watchDelay } = require('./loop-delay.cjs');
const { createMixedPoints } = require('./mixed-points.cjs');

const touch = createMixedPoints(Number(process.argv[2]));
const port = listen();

/** Of all threads, since the start. */
function cpuMicros() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

serve({
  port: () => port,
  touch,
  startChanging: ({ everyMs, step }) => void setInterval(touch, everyMs, { step }),
  cpuMicros,
  watchDelay,
  longestDelay,
});
