import { resolve } from 'node:path';
import { type Call, type Command, CommandFailure } from '../command.ts';
import { FIT_OPTIONS, readFit } from '../fit-options.ts';
import { legible } from '../legible.ts';
import { renderScrapeConfig } from '../scrape-config/render-scrape-config.ts';

/** Prometheus's durations; of its own text forms the ones that are used for intervals. */
const DURATION = /^(?=\d*[1-9])\d+(ms|s|m|h)$/;
/** What Prometheus takes for files of targets: the last part of the path may be a pattern. */
const TARGET_FILES = /^[^*]*(\*[^/]*)?\.(json|yml|yaml|JSON|YML|YAML)$/;

export const scrapeConfigCommand: Command = {
  name: 'scrape-config',
  summary: "write the app's part of prometheus.yml",
  usage: '[--from <url>] [--target <host:port>] [--file-sd <files>]',
  details:
    'The job and the target have to be what Prometheus sees: in a container localhost is the container. --token-file is where Prometheus finds the token.',
  options: {
    ...FIT_OPTIONS,
    interval: {
      type: 'string',
      placeholder: '<duration>',
      help: 'time between two scrapes, e.g. 30s; default: 15s',
    },
    'file-sd': {
      type: 'string',
      placeholder: '<files>',
      help: "read the targets from files, e.g. 'targets/*.json'",
    },
  },
  examples: [
    'otel-metrics scrape-config --job shop --target shop:9464',
    'otel-metrics scrape-config --from localhost:9464 --token-file /etc/prometheus/token',
  ],
  async run(call) {
    const interval = matching(call, 'interval', {
      pattern: DURATION,
      allowed: 'a number with ms, s, m or h, e.g. 30s',
    });
    const targetFiles = matching(call, 'file-sd', {
      pattern: TARGET_FILES,
      allowed: "the path of .json or .yml files, e.g. 'targets/*.json'",
    });
    const { 'token-file': token } = call.values;
    const tokenFile = typeof token === 'string' ? resolve(call.folder, token) : undefined;
    const fit = await readFit(call);
    const text = renderScrapeConfig(fit, { interval, targetFiles, tokenFile });
    call.out.write(call.json ? await asJson(text) : text);
    return 0;
  },
};

/** The parser is loaded for this alone. */
async function asJson(yaml: string): Promise<string> {
  const { parse } = await import('yaml');
  return `${JSON.stringify(parse(yaml), undefined, 2)}\n`;
}

interface Allowed {
  readonly pattern: RegExp;
  readonly allowed: string;
}

function matching(call: Call, name: string, { pattern, allowed }: Allowed): string | undefined {
  const value = call.values[name];
  if (typeof value !== 'string') return undefined;
  if (pattern.test(value)) return value;
  throw new CommandFailure(`--${name} '${legible(value)}' is not ${allowed}`, 2);
}
