import { type Check, ok, skip, type Verdict, warn } from '../doctor/finding.ts';
import { withoutAgent } from '../doctor/without-agent.ts';

/** Whether libraries are in a bundle, where they are not seen to be loaded. */
export const bundleCheck: Check = {
  id: 'bundle',
  title: 'Libraries are in files of their own',
  group: 'App',
  run(context): readonly Verdict[] {
    const { agent } = context;
    if (agent === undefined) return [skip(withoutAgent(context))];
    if (!agent.app.isBundled) return [ok('no observed library is in a bundle')];
    const entry = agent.app.entry ?? 'the app';
    return [
      warn(
        `${entry} is a bundle with libraries in it that the agent knows by their files (Express, Fastify, pg): routes and queries may be missing`,
        'leave them out of the bundle and install them beside it: external: ["express", "fastify", "pg"] in rolldown, rollup or vite, --packages=external in esbuild, externals in webpack',
      ),
    ];
  },
};
