// Times recorded points of all libraries in one process, a slice of each in turn.
'use strict';
const { serve } = require('./control.cjs');
const { CASES, bodyOf } = require('./record-cases.cjs');

const LIBRARIES = ['ours', 'prom-client', 'prometheus-io', 'opentelemetry'];
const SETS = 32;
const BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 10,
];
const SLICE_NS = 10_000_000;
const STRIDE = 7;
/** A first call that is not compiled yet would be taken for a long one, and its slice be cut short. */
const WARM_UP_TURNS = 300_000;
/**
 * Turns of one call. A loop of a whole slice would be compiled while it runs, again in each slice:
 * such code starts late, and keeps the sum in memory.
 */
const STRETCH = 1000;

const indices = Array.from({ length: SETS }, (_, index) => index);
const inputs = {
  methods: indices.map((index) => ['GET', 'POST', 'PUT', 'DELETE'][index % 4]),
  routes: indices.map((index) => `/api/v1/resource-${index}/:id`),
  statuses: indices.map((index) => [200, 201, 404, 500][index % 4]),
  tenants: indices.map((index) => `tenant-${index}`),
  regions: indices.map((index) => `eu-${index % 3}`),
  versions: indices.map(() => '1.2.3'),
  values: indices.map((index) => 0.0004 * 1.4 ** index),
};
const labelSets = indices.map((k) => ({
  method: inputs.methods[k],
  route: inputs.routes[k],
  status: inputs.statuses[k],
}));
inputs.frozen = labelSets.map((labels) => Object.freeze({ ...labels }));

const libraries = Object.fromEntries(
  LIBRARIES.map((name) => [name, require(`./libraries/${name}.cjs`)]),
);

/** Every loop returns a sum over its turns, so that the compiler can leave out none of them. */
function compile(body, scope) {
  const names = [...Object.keys(inputs), ...Object.keys(scope)];
  const source = `return function (turns) {
    let sum = 0;
    for (let turn = 0; turn < turns; turn++) {
      const k = turn & ${SETS - 1};
      ${body}
      sum += values[k];
    }
    return sum;
  }`;
  return new Function(...names, source)(...Object.values(inputs), ...Object.values(scope));
}

function prepare(library, entry) {
  const body = bodyOf(library, entry);
  if (body === undefined) return [];
  const { createCounter, createHistogram, bind } = libraries[library];
  const labelNames = labelNamesOf(entry);
  const create = entry.kind === 'counter' ? createCounter : createHistogram;
  const instrument = create(entry.name, { labelNames, buckets: BUCKETS });
  const bound = entry.bound ? labelSets.map((labels) => bind(instrument, labels)) : [];
  return [{ library, name: entry.name, run: compile(body, { instrument, bound }), recorded: 0 }];
}

function labelNamesOf({ labels, bound, six }) {
  const three = ['method', 'route', 'status'];
  if (six) return [...three, 'tenant', 'region', 'version'];
  return labels === undefined && !bound ? [] : three;
}

const loops = [
  { library: 'loop', name: 'loop', run: compile('', {}), recorded: 0 },
  { library: 'loop again', name: 'loop', run: compile('', {}), recorded: 0 },
  ...CASES.flatMap((entry) => LIBRARIES.flatMap((library) => prepare(library, entry))),
];

/** CPU nanoseconds per turn, garbage collection included. */
function time(loop, turns) {
  const before = process.cpuUsage();
  let sum = 0;
  for (let done = 0; done < turns; done += STRETCH) sum += loop.run(STRETCH);
  const { user, system } = process.cpuUsage(before);
  if (!(sum > 0)) throw new Error(`the loop of ${loop.library} has not run`);
  loop.recorded += turns;
  return ((user + system) * 1000) / turns;
}

/** Runs a loop until it's compiled, then settles how many turns make a slice. */
function warmUp(loop) {
  time(loop, WARM_UP_TURNS);
  let turns = 10_000;
  while (time(loop, turns) * turns < SLICE_NS) turns *= 2;
  time(loop, turns);
  loop.turns = turns;
}

/** How many points of each instrument are on the libraries' pages. */
async function pages() {
  const texts = await Promise.all(
    LIBRARIES.map(async (library) => {
      const port = await libraries[library].listen();
      return [library, await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()];
    }),
  );
  return Object.fromEntries(texts);
}

function pointsOn(page, name) {
  const samples = page.split('\n').filter((line) => {
    return [`${name}_total`, `${name}_count`].includes(/^\w+/.exec(line)?.[0]);
  });
  return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

serve({
  warmUp: () => loops.forEach(warmUp),
  round: ({ number }) => {
    // What a loop leaves to the collector must not always be its neighbour's burden.
    const first = (number * STRIDE) % loops.length;
    return [...loops.slice(first), ...loops.slice(0, first)].map((loop) => ({
      library: loop.library,
      name: loop.name,
      nanoseconds: time(loop, loop.turns),
    }));
  },
  check: async () => {
    const texts = await pages();
    for (const { library, name, recorded } of loops) {
      if (texts[library] === undefined) continue;
      const points = pointsOn(texts[library], name);
      if (points !== recorded) throw new Error(`${library}, ${name}: ${points} of ${recorded}`);
    }
  },
});
