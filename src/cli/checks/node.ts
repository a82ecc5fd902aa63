import type { Context } from '../doctor/context.ts';
import { type Check, fail, ok, skip, type Verdict } from '../doctor/finding.ts';

/** Where the package's manifest says it, too. */
const OLDEST = { major: 22, minor: 15 } as const;

/** As the preload's door says it. */
const REFUSED = /\[otel-metrics\] Node (\S+) is not supported/;

/** Whether the Node of the app, and this one, are new enough. */
export const nodeCheck: Check = {
  id: 'node',
  title: 'Node is new enough',
  group: 'App',
  run: (context) => [verdictOf(context)],
};

function verdictOf({ agent, program }: Context): Verdict {
  const here = process.versions.node;
  const refused = program?.output.map((line) => REFUSED.exec(line)?.[1]).find(Boolean);
  const version = agent?.node.replace(/^v/, '') ?? refused;
  if (version === undefined || version === '') return skip(`of the app not known; here ${here}`);
  return isSupported(version)
    ? ok(`${version} in the app, ${here} here`)
    : fail(
        `the app runs on Node ${version}, for which the agent does nothing`,
        `Node ${OLDEST.major}.${OLDEST.minor} or later for the app: nvm install ${OLDEST.major}, or FROM node:${OLDEST.major}`,
      );
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}
