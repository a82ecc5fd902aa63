import { parseArgs } from 'node:util';
import { readOptions, UsageError } from '../command.ts';

export interface Arguments {
  /** How long the traffic runs; without it until Ctrl-C. */
  readonly seconds: number | undefined;
  /** Port of the metrics endpoint; a free one is taken where it is in use. */
  readonly port: number;
  /** Requests per second. */
  readonly rate: number;
  readonly prometheus: boolean;
  readonly help: boolean;
}

export const USAGE = `npm run demo -- [options]

An orders API on PostgreSQL under the metrics agent, with traffic, as a live table.

  --seconds <n>     stop after n seconds (3 to 86400), print a summary and check that every
                    expected metric is there: exit 0, or 1 with a list of what is missing;
                    without it the demo runs until Ctrl-C
  --port <n>        port of the metrics endpoint (1 to 65535, default 9464; a free one is
                    taken where it is in use)
  --rate <n>        requests per second (1 to 500, default 30)
  --no-prometheus   don't start Prometheus, even where a prometheus binary is on PATH
  --help            this text
`;

const OPTIONS = {
  seconds: { type: 'string' },
  port: { type: 'string', default: '9464' },
  rate: { type: 'string', default: '30' },
  prometheus: { type: 'boolean', default: true },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** Throws a UsageError with one line for whoever typed it. */
export function parseArguments(args: readonly string[]): Arguments {
  const { values } = readOptions(() =>
    parseArgs({ args: [...args], options: OPTIONS, allowNegative: true }),
  );
  const { seconds, port, rate, prometheus, help } = values;
  return {
    seconds: seconds === undefined ? undefined : integer('--seconds', seconds, [3, 86_400]),
    port: integer('--port', port, [1, 65_535]),
    rate: integer('--rate', rate, [1, 500]),
    prometheus,
    help,
  };
}

function integer(name: string, text: string, [min, max]: readonly [number, number]): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  throw new UsageError(`${name} '${text}' is not a whole number from ${min} to ${max}`);
}
