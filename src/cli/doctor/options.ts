import { type Call, CommandFailure, type CommandOption } from '../command.ts';
import { legible } from '../legible.ts';

export const DOCTOR_OPTIONS = {
  url: {
    type: 'string',
    placeholder: '<url>',
    help: "the app's endpoint; default: what the configuration says, else localhost:9464",
  },
  prometheus: {
    type: 'string',
    placeholder: '<url>',
    help: 'a Prometheus that is to scrape it, e.g. http://localhost:9090',
  },
  'prometheus-config': {
    type: 'string',
    placeholder: '<file>',
    help: "Prometheus's configuration, with the rule files that it names",
  },
  rules: {
    type: 'string',
    multiple: true,
    placeholder: '<file>',
    help: 'a file of rules; may be given several times',
  },
  dashboards: {
    type: 'string',
    multiple: true,
    placeholder: '<path>',
    help: "a Grafana dashboard's JSON, or a folder of them; may be given several times",
  },
  'token-file': {
    type: 'string',
    placeholder: '<file>',
    help: 'file with the token that the endpoint wants',
  },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** More words than any shell makes of `rules/*.yml`. */
export const MOST_FILES = 1000;

export interface DoctorOptions {
  readonly url: string | undefined;
  readonly prometheus: URL | undefined;
  readonly prometheusConfig: string | undefined;
  readonly rules: readonly string[];
  readonly dashboards: readonly string[];
}

/**
 * Words without an option are further files, as a shell makes them of `--rules rules/*.yml`: JSON is a
 * dashboard, everything else a file of rules.
 */
export function readOptions({ values, positionals, program }: Call): DoctorOptions {
  const { url, prometheus } = values;
  if (url !== undefined && program.length > 0) {
    throw new CommandFailure('doctor: either --url or a program after --, not both', 2);
  }
  const dashboards = positionals.filter((word) => word.endsWith('.json'));
  const rules = positionals.filter((word) => !word.endsWith('.json'));
  return {
    url: textOf(url),
    prometheus: toUrl(textOf(prometheus)),
    prometheusConfig: textOf(values['prometheus-config']),
    rules: [...textsOf(values.rules), ...rules],
    dashboards: [...textsOf(values.dashboards), ...dashboards],
  };
}

type Value = Call['values'][string];

function textOf(value: Value): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textsOf(value: Value): readonly string[] {
  return [value ?? []].flat().filter((item) => typeof item === 'string');
}

function toUrl(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `http://${text}`);
  if (url !== null) return url;
  throw new CommandFailure(`doctor: '${legible(text)}' is no URL of a Prometheus`, 2);
}
