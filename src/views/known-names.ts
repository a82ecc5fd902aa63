// table: what the agent measures besides `METRICS`, so that the rest of a page is the app's own.
import { CLASSIC_METRICS } from '../exposition/classic/table.ts';
import type { NamedInstrument } from '../exposition/names.ts';
import { createNaming } from '../exposition/naming.ts';
import { METRICS, type MetricKey } from './metrics.ts';
import { createNames, type NamesOptions } from './names.ts';

type Row = readonly [name: string, kind: NamedInstrument['kind'], unit: string];

/** Of what the agent measures without code, what no panel asks for. */
export const OTHER_METRICS: readonly Row[] = [
  ['http.server.request.body.size', 'histogram', 'By'],
  ['http.server.response.body.size', 'histogram', 'By'],
  ['db.client.connection.use_time', 'histogram', 's'],
  ['db.client.connection.create_time', 'histogram', 's'],
  ['db.client.connection.idle.min', 'up-down-counter', '{connection}'],
  ['nodejs.eventloop.delay.min', 'gauge', 's'],
  ['nodejs.eventloop.delay.max', 'gauge', 's'],
  ['nodejs.eventloop.delay.mean', 'gauge', 's'],
  ['nodejs.eventloop.delay.stddev', 'gauge', 's'],
  ['nodejs.eventloop.delay.p90', 'gauge', 's'],
  ['nodejs.eventloop.time', 'counter', 's'],
  ['v8js.memory.heap.space.size', 'up-down-counter', 'By'],
  ['v8js.memory.heap.space.available_size', 'up-down-counter', 'By'],
  ['v8js.memory.heap.space.physical_size', 'up-down-counter', 'By'],
  ['process.cpu.utilization', 'gauge', '1'],
  ['process.memory.virtual', 'up-down-counter', 'By'],
  ['process.start_time', 'gauge', 's'],
];

/** What no instrument stands for. */
const INFOS = ['target_info', 'target', 'otel_scope_info', 'nodejs_version_info', 'nodejs_version'];

/** Every name on a page that is not the app's own; those of prom-client's default metrics are not. */
export function knownNames(options: NamesOptions): ReadonlySet<string> {
  const { prefix, translation } = options;
  const naming = createNaming({ prefix, translation, escaping: 'allow-utf-8' });
  const names = createNames(options);
  return new Set([
    ...(Object.keys(METRICS) as MetricKey[]).map((key) => names(key).name),
    ...OTHER_METRICS.map(([name, kind, unit]) => naming.metricName({ name, kind, unit })),
    ...CLASSIC_METRICS.flatMap(({ name }) => [name, prefix + name]),
    ...INFOS.flatMap((name) => [name, prefix + name]),
  ]);
}
