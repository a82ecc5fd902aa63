// The recorded points, as the text of a loop's body: each loop is compiled by itself, so that none
// runs on what the compiler has learned from another library.
'use strict';

const THREE = '{ method: methods[k], route: routes[k], status: statuses[k] }';
const SIX =
  '{ method: methods[k], route: routes[k], status: statuses[k], tenant: tenants[k], region: regions[k], version: versions[k] }';

/** `instrument` is what a library made; `bound` has what it bound to each of the label sets. */
exports.CASES = [
  { name: 'counter_without_attributes', kind: 'counter', labels: undefined },
  { name: 'counter_3_fresh', kind: 'counter', labels: THREE },
  { name: 'counter_3_frozen', kind: 'counter', labels: 'frozen[k]' },
  { name: 'counter_6_fresh', kind: 'counter', labels: SIX, six: true },
  { name: 'histogram_3_fresh', kind: 'histogram', labels: THREE },
  { name: 'bound_counter', kind: 'counter', bound: true },
  { name: 'bound_histogram', kind: 'histogram', bound: true },
];

const API = {
  counter: (labels) => `instrument.add(1${labels === undefined ? '' : `, ${labels}`});`,
  histogram: (labels) => `instrument.record(values[k], ${labels});`,
  bound: { counter: 'bound[k].add(1);', histogram: 'bound[k].record(values[k]);' },
};
const PROMETHEUS = {
  counter: (labels) => `instrument.inc(${labels ?? ''});`,
  histogram: (labels) => `instrument.observe(${labels}, values[k]);`,
  bound: { counter: 'bound[k].inc();', histogram: 'bound[k].observe(values[k]);' },
};

/** What one recorded point is in each library; undefined where a library has no such thing. */
exports.bodyOf = (library, { kind, labels, bound }) => {
  const calls = library.startsWith('prom') ? PROMETHEUS : API;
  if (!bound) return calls[kind](labels);
  return library === 'opentelemetry' ? undefined : calls.bound[kind];
};
