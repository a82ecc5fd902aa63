import { workingDirectory } from '../foundation/working-directory.ts';
import { type ConfigFile, readConfigFile } from './file.ts';
import type { MetricsOptions } from './metrics-options.ts';
import { type Config, OPTIONS, type Option, type OptionName, type OptionType } from './options.ts';
import { parseOption } from './parse.ts';
import { printable } from './printable.ts';

/** Where a value came from; `code` wins over `environment`, that over `file`, that over `default`. */
export type ConfigSource = 'default' | 'file' | 'environment' | 'code';

/** Where the options stand that were set, for messages: a variable, or a file or `startMetrics` with the name. */
export type Places = Readonly<Partial<Record<OptionName, string>>>;

export interface LoadedConfig {
  readonly config: Config;
  readonly sources: Readonly<Record<OptionName, ConfigSource>>;
  readonly places: Places;
  /**
   * One sentence for each value that was refused; it names the place, never the value. After the
   * first 20, one that says how many more.
   */
  readonly problems: readonly string[];
}

/** Where a value stands, for messages and for precedence. */
interface Origin {
  readonly place: string;
  readonly source: ConfigSource;
  /** What it is there, where that is not the option's type. */
  readonly type?: OptionType | undefined;
  /** Whether it is for all signals, and so may be there for another SDK alone. */
  readonly shared?: boolean;
}

interface Setting extends Origin {
  readonly raw: string;
}

export interface LoadOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly code?: MetricsOptions | undefined;
  readonly folder?: string;
}

/** The variable with the path of a config file that is not in the working directory. */
export const CONFIG_FILE_VARIABLE = 'ACME_METRICS_CONFIG';

const MOST_PROBLEMS = 20;
const OWN_PREFIX = 'ACME_METRICS_';

/**
 * The effective configuration. Never throws: a value that can't be used is a problem, and the
 * next source below it stays in force.
 */
export function loadConfig(options: LoadOptions = {}): LoadedConfig {
  const env = options.env ?? process.env;
  const problems: string[] = [];
  const ofAllSignals: string[] = [];
  const values: Record<string, unknown> = {};
  const sources: Record<string, ConfigSource> = {};
  const places: Partial<Record<OptionName, string>> = {};
  for (const [name, { default: value }] of optionEntries()) {
    values[name] = value;
    sources[name] = 'default';
  }

  function take(name: OptionName, raw: unknown, origin: Origin): void {
    const { place, source, type = OPTIONS[name].type } = origin;
    const said = origin.shared === true ? ofAllSignals : problems;
    const parsed = parseOption(type, raw);
    if ('value' in parsed) {
      values[name] = parsed.value;
      sources[name] = source;
      places[name] = place;
      for (const { part, allowed, outcome = 'it was left out' } of parsed.problems ?? []) {
        said.push(`${place}: ${part} is not ${allowed}; ${outcome}`);
      }
    } else {
      const kept = keptBy(name, sources[name], source);
      said.push(`${place} is not ${parsed.allowed}; ${kept} kept`);
    }
  }

  function takeAll(settings: object, { place, source }: Origin): void {
    for (const [name, raw] of Object.entries(settings)) {
      if (raw === undefined) continue;
      if (isOptionName(name)) take(name, raw, { place: `${place}: ${name}`, source });
      else problems.push(`${place}: ${printable(name)} is no option; it was left out`);
    }
  }

  const file = readConfigFile(env[CONFIG_FILE_VARIABLE], options.folder ?? workingDirectory());
  problems.push(...file.problems);
  for (const [settings, place] of layersOf(file, env.NODE_ENV)) {
    takeAll(settings, { place, source: 'file' });
  }
  problems.push(...unknownVariables(env));
  for (const [name, option] of optionEntries()) {
    for (const { raw, ...origin } of settingsIn(env, option)) take(name, raw, origin);
  }
  if (options.code !== undefined) {
    takeAll(options.code, { place: 'startMetrics', source: 'code' });
  }
  return {
    config: Object.freeze(values) as unknown as Config,
    sources: sources as Record<OptionName, ConfigSource>,
    places,
    problems: firstOf(isPushed(values) ? [...problems, ...ofAllSignals] : problems),
  };
}

/** A generated file may be wrong in all its lines, and each problem holds up the start. */
function firstOf(problems: readonly string[]): readonly string[] {
  const more = problems.length - MOST_PROBLEMS;
  if (more <= 0) return problems;
  const noun = more === 1 ? 'problem' : 'problems';
  return [...problems.slice(0, MOST_PROBLEMS), `and ${more} more ${noun} of the configuration`];
}

/** What is wrong with options passed in code, by themselves: empty where nothing is. */
export function checkCode(code: object): readonly string[] {
  return Object.entries(code).flatMap(([name, raw]) => {
    if (raw === undefined) return [];
    if (!isOptionName(name)) return [`startMetrics: ${printable(name)} is no option`];
    const parsed = parseOption(OPTIONS[name].type, raw);
    return 'value' in parsed
      ? (parsed.problems ?? []).map(
          ({ part, allowed }) => `startMetrics: ${name}: ${part} is not ${allowed}`,
        )
      : [`startMetrics: ${name} is not ${parsed.allowed}`];
  });
}

/** A mistyped name would otherwise do nothing, and nobody would say so. */
function unknownVariables(env: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set([CONFIG_FILE_VARIABLE, ...optionEntries().map(([, option]) => option.env)]);
  return Object.keys(env)
    .filter((name) => name.startsWith(OWN_PREFIX) && !known.has(name))
    .map((name) => `${printable(name)} is no variable of the agent; it was left out`);
}

/** The file's own settings, then those of the environment that NODE_ENV names. */
function layersOf(
  { name, settings, environments }: ConfigFile,
  environment: string | undefined,
): [Readonly<Record<string, unknown>>, string][] {
  const layers: [Readonly<Record<string, unknown>>, string][] = [[settings, name]];
  const own = environment === undefined ? undefined : environments[environment];
  if (own !== undefined)
    layers.push([own, `${name}: environments.${printable(environment ?? '')}`]);
  return layers;
}

/** The variables of an option that are set: the one that counts, and after it those that can't. */
function settingsIn(
  env: Readonly<Record<string, string | undefined>>,
  option: Option<unknown>,
): readonly Setting[] {
  const variables = [
    ...(option.general === undefined
      ? []
      : [{ ...option.general, shared: isOfOtlp(option.general) }]),
    { env: option.env, type: option.type },
  ];
  const settings = variables.flatMap(({ env: place, ...rest }): Setting[] => {
    const raw = env[place];
    // An empty variable counts as unset (OpenTelemetry environment variable specification).
    const isSet = raw !== undefined && raw.trim() !== '';
    return isSet ? [{ place, raw, source: 'environment', ...rest }] : [];
  });
  if (settings.length < 2) return settings;
  const first = settings.findLastIndex(
    ({ raw, type = option.type }) => 'value' in parseOption(type, raw),
  );
  return settings.slice(Math.max(first, 0));
}

/** What counts in the place of a bad value. */
function keptBy(
  name: OptionName,
  current: ConfigSource | undefined,
  refused: ConfigSource,
): string {
  const { general } = OPTIONS[name];
  return general !== undefined && current === 'environment' && refused === 'environment'
    ? `that of ${general.env}`
    : `${current} value`;
}

/** Whether a variable says how to push, which is no matter where nothing is. */
function isOfOtlp({ env }: { readonly env: string }): boolean {
  return env.startsWith('OTEL_EXPORTER_OTLP_');
}

/** Whether the variables for all signals are for the agent, too. */
function isPushed(values: Readonly<Record<string, unknown>>): boolean {
  return (values as unknown as Config).exporters.includes('otlp');
}

function optionEntries(): [OptionName, Option<unknown>][] {
  return Object.entries(OPTIONS) as [OptionName, Option<unknown>][];
}

function isOptionName(name: string): name is OptionName {
  return Object.hasOwn(OPTIONS, name);
}
