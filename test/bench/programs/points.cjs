// Points of many series of one library.
'use strict';

const BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10,
];
const POINTS_PER_MS = 200;

exports.createPoints = (library) => {
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

  return { touch, startRecording, stopRecording: () => clearInterval(recording) };
};
