import { describeConfig, type OptionDescription } from '../../config/describe.ts';
import { loadConfig } from '../../config/load.ts';
import type { Call, Command, Output } from '../command.ts';
import { legible } from '../legible.ts';
import { shownAddress } from '../page/address.ts';
import { readAgentReport } from '../page/agent.ts';
import { endpointOf, textOf } from '../page/own-endpoint.ts';
import { type Column, tableText } from '../table.ts';

const COLUMNS: readonly Column[] = [
  { title: 'OPTION' },
  { title: 'VALUE', widest: 40 },
  { title: 'FROM' },
];

interface Configuration {
  readonly options: readonly OptionDescription[];
  readonly problems: readonly string[];
}

export const configCommand: Command = {
  name: 'config',
  summary: 'show the effective configuration, and where each value comes from; secrets are hidden',
  usage: '[--url <url>] [--changed]',
  details:
    'Without --url that of an app started in this folder with these variables; with it that of a running app. ' +
    'The exit code is 1 where a value was refused.',
  options: {
    url: {
      type: 'string',
      placeholder: '<url>',
      help: 'port, host:port or URL of the endpoint of a running app',
    },
    changed: { type: 'boolean', help: 'only what is not the default' },
    'token-file': {
      type: 'string',
      placeholder: '<file>',
      help: 'file with the token that the endpoint wants',
    },
  },
  examples: [
    'otel-metrics config',
    'NODE_ENV=production otel-metrics config --changed',
    'otel-metrics config --url localhost:9464',
  ],
  async run(call) {
    const { options, problems } = await read(call);
    const isChanged = ({ source }: OptionDescription) => source !== 'default';
    const shown = call.values.changed === true ? options.filter(isChanged) : options;
    if (call.json)
      call.out.write(`${JSON.stringify({ options: shown, problems }, undefined, 2)}\n`);
    else write(shown, problems, call.out);
    return problems.length > 0 ? 1 : 0;
  },
};

async function read(call: Call): Promise<Configuration> {
  const typed = textOf(call.values.url);
  if (typed === undefined) {
    const loaded = loadConfig({ env: call.env, folder: call.folder });
    return { options: describeConfig(loaded), problems: loaded.problems };
  }
  const { url, tokenFile } = endpointOf(call, typed);
  const reading = readAgentReport(url, { tokenFile, signal: call.signal });
  const report = await call.out.during(`reading ${shownAddress(url)}`, reading);
  return { options: report.configuration, problems: report.configurationProblems };
}

function write(
  options: readonly OptionDescription[],
  problems: readonly string[],
  out: Output,
): void {
  if (options.length === 0) out.write('every option has its default\n');
  else out.write(tableText(COLUMNS, options.map(rowOf), out));
  if (problems.length === 0) return;
  out.write(`\n${out.paint('bold', 'REFUSED')}\n`);
  for (const problem of problems) out.write(`${out.paint('yellow', legible(problem))}\n`);
}

function rowOf({ name, value, source, place, variable }: OptionDescription): readonly string[] {
  const set = place === undefined ? source : `${source}: ${place}`;
  // Of a default it is of use to know how it could be set.
  const from = source === 'default' ? `default (${variable})` : set;
  return [name, valueText(value), from].map(legible);
}

function valueText(value: unknown): string {
  if (value === '') return '""';
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
