import type { Bench } from '../harness/bench.ts';
import { freePort } from '../harness/free-port.ts';
import { Program } from '../harness/program.ts';
import {
  BARE,
  BARE_AGAIN,
  compare,
  type Group,
  OURS,
  PROM_CLIENT,
  PROMETHEUS_IO,
  SDK,
} from '../report/result.ts';

interface Timing {
  readonly library: string;
  readonly name: string;
  readonly nanoseconds: number;
}

const NAMES: Readonly<Record<string, string>> = {
  ours: OURS,
  'prom-client': PROM_CLIENT,
  'prometheus-io': PROMETHEUS_IO,
  opentelemetry: SDK,
  loop: BARE,
  'loop again': BARE_AGAIN,
};

const TITLES: Readonly<Record<string, string>> = {
  loop: 'the empty loop, which is part of every figure',
  counter_without_attributes: 'counter, no attributes',
  counter_3_fresh: 'counter, 3 fresh attributes',
  counter_3_frozen: 'counter, 3 attributes in a frozen object',
  counter_6_fresh: 'counter, 6 fresh attributes',
  histogram_3_fresh: 'histogram of 15 buckets, 3 fresh attributes',
  bound_counter: 'bound counter',
  bound_histogram: 'bound histogram of 15 buckets',
};

const ROUNDS = 15;
const QUICK_ROUNDS = 4;

/** CPU per recorded point, all libraries in one process and in the same rounds. */
export async function measureRecords(bench: Bench): Promise<readonly Group[]> {
  const rounds = bench.quick ? QUICK_ROUNDS : ROUNDS;
  await using program = new Program(bench, {
    file: 'records.cjs',
    flags: ['--import', '@acme/otel-metrics/register'],
    env: { OTEL_EXPORTER_PROMETHEUS_PORT: String(await freePort()) },
  });
  bench.progress('records: warming up');
  await program.ask('warmUp');
  const timings: Timing[] = [];
  for (let round = 1; round <= rounds; round++) {
    bench.progress(`records: round ${round} of ${rounds}`);
    timings.push(...(await program.ask<readonly Timing[]>('round', { number: round })));
  }
  await program.ask('check');
  return Object.keys(TITLES).map((name) => group(name, timings));
}

function group(name: string, timings: readonly Timing[]): Group {
  const samples = new Map<string, readonly number[]>();
  for (const [library, variant] of Object.entries(NAMES)) {
    const own = timings.filter((timing) => timing.name === name && timing.library === library);
    if (own.length > 0)
      samples.set(
        variant,
        own.map(({ nanoseconds }) => nanoseconds),
      );
  }
  const title = `Record: ${TITLES[name]}`;
  return { id: `records/${name}`, title, unit: 'ns', rows: compare(samples, { to: OURS }) };
}
