import { join, resolve } from 'node:path';
import { type Call, type Command, CommandFailure } from '../command.ts';
import { reportFiles } from '../files/report-files.ts';
import { writeFiles } from '../files/write-files.ts';
import { FIT_OPTIONS, readFit } from '../fit-options.ts';
import type { Runtime } from '../init/places.ts';
import { legible } from '../legible.ts';

const DEFAULT_FOLDER = 'monitoring';
const RUNTIMES: readonly Runtime[] = ['compose', 'host'];

export const initCommand: Command = {
  name: 'init',
  summary: 'write the files of a Prometheus, Alertmanager and Grafana for the app',
  usage: '[--dir <folder>] [--from <url>] [--runtime compose|host] [--force]',
  details:
    'Files that are there and say something else are kept, with exit code 0; a diff shows how they differ. With --from rules and dashboards have only what the app has metrics for.',
  options: {
    dir: {
      type: 'string',
      placeholder: '<folder>',
      help: `where the files go; default: ${DEFAULT_FOLDER}`,
    },
    runtime: {
      type: 'string',
      placeholder: '<compose|host>',
      help: 'whether the servers are containers of docker compose, or programs on this machine; default: compose',
    },
    force: { type: 'boolean', help: 'replace files that say something else' },
    'dry-run': { type: 'boolean', help: 'write nothing; say what would be written' },
    ...FIT_OPTIONS,
  },
  examples: [
    'otel-metrics init --from localhost:9464',
    'otel-metrics init --dir ops --runtime host --job shop --target shop-1:9464',
  ],
  run: runInit,
};

async function runInit(call: Call): Promise<number> {
  const { values, folder, out } = call;
  const into = typeof values['dir'] === 'string' ? values['dir'] : DEFAULT_FOLDER;
  const runtime = runtimeOf(call);
  const token = values['token-file'];
  const tokenFile = typeof token === 'string' ? resolve(folder, token) : undefined;
  const dryRun = values['dry-run'] === true;
  const fit = await readFit(call);
  // With Grafana's library, which the help of all commands has no use for.
  const { installationFor } = await import('../init/installation.ts');
  const installation = installationFor(fit, { runtime, tokenFile, folder: resolve(folder, into) });
  const force = values['force'] === true;
  const files = await writeFiles(installation, { into, folder, force, dryRun });
  reportFiles(files, call, { dryRun });
  if (dryRun) out.say('nothing was written (--dry-run)');
  else out.say(nextStep(runtime, into));
  return 0;
}

function runtimeOf({ values }: Call): Runtime {
  const asked = values['runtime'] ?? 'compose';
  const runtime = RUNTIMES.find((one) => one === asked);
  if (runtime !== undefined) return runtime;
  throw new CommandFailure(
    `--runtime '${legible(String(asked))}' is not ${RUNTIMES.join(' or ')}`,
    2,
  );
}

function nextStep(runtime: Runtime, into: string): string {
  const folder = legible(into);
  return runtime === 'compose'
    ? `next: cd ${folder} && docker compose up -d; Grafana is on http://localhost:3001 then`
    : `next: prometheus --enable-feature=exemplar-storage --config.file=${legible(join(into, 'prometheus.yml'))}, and alertmanager --config.file=${legible(join(into, 'alertmanager.yml'))}`;
}
