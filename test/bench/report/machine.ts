import { cpus, release, totalmem, type } from 'node:os';
import type { Bench } from '../harness/bench.ts';
import { quantity } from './format.ts';

/** What figures of this run belong to, as pairs for people. */
export type Machine = Readonly<Record<string, string>>;

const PEERS = [
  'prom-client',
  '@prometheus-io/client',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/exporter-prometheus',
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/auto-instrumentations-node',
  'express',
  'fastify',
];

export function describeMachine({ project, cores }: Bench): Machine {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown';
  return {
    Processor: `${model}, ${processors.length} cores`,
    Memory: quantity(totalmem(), 'B'),
    System: `${type()} ${release()}`,
    'Node.js': process.version,
    'Cores kept apart': cores.pinned ? 'yes, by taskset' : 'no',
    '@acme/otel-metrics': project.version('@acme/otel-metrics'),
    ...Object.fromEntries(PEERS.map((name) => [name, project.version(name)])),
  };
}
