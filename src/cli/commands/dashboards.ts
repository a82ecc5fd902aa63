import { type Call, type Command, CommandFailure, type Output } from '../command.ts';
import { chooseDashboards } from '../dashboards/choose-dashboards.ts';
import type { DashboardFile } from '../dashboards/dashboards.ts';
import { reportFiles } from '../files/report-files.ts';
import { writeFiles } from '../files/write-files.ts';
import { FIT_OPTIONS, readFit } from '../fit-options.ts';

export const dashboardsCommand: Command = {
  name: 'dashboards',
  summary: 'write Grafana dashboards for the metrics that an app has',
  usage: '[<name>] [--from <url>] [--list | --out-dir <folder>]',
  details:
    'Writes the dashboard of the name to stdout, or all of them as a JSON array. They ask any Prometheus: data source, job and instances are chosen in Grafana. With --from they have only the panels that the app has metrics for.',
  options: {
    list: { type: 'boolean', help: 'say which dashboards there are' },
    'out-dir': {
      type: 'string',
      placeholder: '<folder>',
      help: 'write a file for each dashboard into this folder, which is made where it is missing',
    },
    force: { type: 'boolean', help: 'with --out-dir: replace files that say something else' },
    ...FIT_OPTIONS,
  },
  positionals: { max: 1 },
  examples: [
    'otel-metrics dashboards --list',
    'otel-metrics dashboards service > service.json',
    'otel-metrics dashboards --from localhost:9464 --out-dir grafana/dashboards',
  ],
  run: runDashboards,
};

async function runDashboards(call: Call): Promise<number> {
  const { values, positionals, out, json } = call;
  const folder = values['out-dir'];
  checkOptions(call);
  const fit = await readFit(call);
  // With Grafana's library, which the help of all commands has no use for.
  const { renderDashboards } = await import('../dashboards/dashboards.ts');
  const dashboards = chooseDashboards(renderDashboards(fit), positionals[0]);
  if (values['list'] === true) {
    out.write(json ? toJson(dashboards.map(entryOf)) : listOf(dashboards, out));
  } else if (typeof folder === 'string') {
    const files = dashboards.map((one) => ({ path: one.file, text: one.json }));
    const force = values['force'] === true;
    const into = { into: folder, folder: call.folder, force };
    reportFiles(await writeFiles(files, into), call);
  } else if (positionals.length > 0) {
    out.write(dashboards.map((one) => one.json).join(''));
  } else {
    out.write(toJson(dashboards.map((one) => JSON.parse(one.json))));
    if (out.isTerminal) out.say(`${dashboards.length} dashboards; --list has their names`);
  }
  return 0;
}

function checkOptions({ values }: Call): void {
  const isWritten = values['out-dir'] !== undefined;
  if (values['list'] === true && isWritten) {
    throw new CommandFailure('dashboards: --list writes nothing: leave it or --out-dir out', 2);
  }
  if (values['force'] === true && !isWritten) {
    throw new CommandFailure('dashboards: --force is about files: add --out-dir <folder>', 2);
  }
}

function entryOf({ name, file, title, help }: DashboardFile) {
  return { name, file, title, help };
}

function listOf(dashboards: readonly DashboardFile[], out: Output): string {
  const width = Math.max(...dashboards.map(({ name }) => name.length));
  return dashboards
    .map(({ name, help }) => `${out.paint('bold', name.padEnd(width))}  ${help}\n`)
    .join('');
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
