import { runCommand } from '../command.ts';
import { parseArguments, USAGE } from './arguments.ts';
import { runDemo } from './demo.ts';

await runCommand({
  name: 'demo',
  usage: USAGE,
  parse: parseArguments,
  // 1 is a metric that was missed.
  run: async (args, interruption) => ((await runDemo(args, interruption)) ? 0 : 1),
});
