import { runCommand } from '../../scripts/command.ts';
import { parseArguments, USAGE } from './arguments.ts';
import { runBenchmarks } from './run.ts';

await runCommand({
  name: 'bench',
  usage: USAGE,
  parse: parseArguments,
  async run(args, interruption) {
    await runBenchmarks(args, interruption);
    return 0;
  },
});
