import type { LoadedConfig } from '../config/load.ts';
import type { Output } from './command.ts';
import { legible } from './legible.ts';

/** One line of what the configuration of this folder and environment has that was refused, if anything. */
export function sayRefused({ problems }: Pick<LoadedConfig, 'problems'>, out: Output): void {
  const [first] = problems;
  if (first === undefined) return;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  out.say(`refused configuration: ${legible(first)}${more}; otel-metrics config shows all`);
}
