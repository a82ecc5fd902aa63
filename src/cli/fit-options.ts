import { loadConfig } from '../config/load.ts';
import { OPTIONS, type OptionName } from '../config/options.ts';
import { parseOption } from '../config/parse.ts';
import type { AgentReport } from '../server/agent-report.ts';
import type { PageMetric } from '../views/expression.ts';
import type { NamesOptions } from '../views/names.ts';
import { type Call, CommandFailure, type CommandOption } from './command.ts';
import { allHistograms, DEFAULT_FIT, type Fit } from './fit.ts';
import { legible } from './legible.ts';
import { readAgentReport } from './page/agent.ts';
import { detectNames, type KnownNames } from './page/detect-names.ts';
import { endpointOf, textOf } from './page/own-endpoint.ts';
import { type Page, toPageMetric } from './page/page.ts';
import { readPage } from './page/read.ts';
import { stillToCome } from './page/still-to-come.ts';
import { sayRefused } from './say-refused.ts';

/** Options of the commands that write something for one app. */
export const FIT_OPTIONS = {
  from: {
    type: 'string',
    placeholder: '<url>',
    help: 'fit it to what the app at this address exposes now, e.g. localhost:9464; else everything is written',
  },
  naming: {
    type: 'string',
    placeholder: '<mode>',
    help: 'names on its page: standard or classic; default: those of the page, else as configured here',
  },
  prefix: {
    type: 'string',
    placeholder: '<text>',
    help: 'what stands before every name; default: as for --naming',
  },
  translation: {
    type: 'string',
    placeholder: '<strategy>',
    help: "how names become Prometheus's, e.g. UnderscoreEscapingWithSuffixes; default: as for --naming",
  },
  job: {
    type: 'string',
    placeholder: '<name>',
    help: "Prometheus's job of the app; default: its service name, else app",
  },
  target: {
    type: 'string',
    placeholder: '<host:port>',
    help: 'what Prometheus scrapes; default: the host and port of --from, else as configured here',
  },
  'token-file': {
    type: 'string',
    placeholder: '<file>',
    help: 'file with the token that the endpoint wants',
  },
} as const satisfies Readonly<Record<string, CommandOption>>;

/** What the options of a call say of the app, and its page where they give one. */
export async function readFit(call: Call): Promise<Fit> {
  const known: KnownNames = {
    naming: choice(call, 'naming', 'naming'),
    prefix: choice(call, 'prefix', 'prefix'),
    translation: choice(call, 'translation', 'translationStrategy'),
  };
  const chosen = { job: jobOf(call), target: targetOf(call) };
  const from = textOf(call.values.from);
  return from === undefined ? fitHere(call, known, chosen) : fitTo(call, known, chosen);
}

interface Chosen {
  readonly job: string | undefined;
  readonly target: string | undefined;
}

/** Without a page: as the app would be that is started here. */
function fitHere(call: Call, known: KnownNames, { job, target }: Chosen): Fit {
  const { env, folder, out } = call;
  const loaded = loadConfig({ env, folder });
  const { config } = loaded;
  sayRefused(loaded, out);
  const names = {
    naming: known.naming ?? config.naming,
    prefix: known.prefix ?? config.prefix,
    translation: known.translation ?? config.translationStrategy,
  };
  return {
    names,
    ...(isNative(config.histograms) && { native: allHistograms(names) }),
    ...(target === undefined && !config.exporters.includes('prometheus') && { isPushed: true }),
    job: job ?? (config.serviceName || DEFAULT_FIT.job),
    target: target ?? authorityOf(endpointOf(call, undefined).url),
  };
}

async function fitTo(call: Call, known: KnownNames, { job, target }: Chosen): Promise<Fit> {
  const { url, tokenFile } = endpointOf(call, textOf(call.values.from));
  const access = { tokenFile, signal: call.signal };
  const what = `reading ${authorityOf(url)}`;
  const page = await call.out.during(what, readPage(url, access));
  const report = await reportOf(call, readAgentReport(url, access));
  const names = detectNames(page, { ...namesIn(report), ...defined(known) });
  const metrics = [
    ...(report === undefined ? [] : stillToCome(report, names)),
    ...[...page.metrics.values()].map(toPageMetric),
  ];
  const native = nativeOf(metrics, report);
  return {
    names,
    present: new Map(metrics.map((metric) => [metric.name, metric])),
    ...(native !== undefined && { native }),
    ...(target === undefined && onlyPushes(report) && { isPushed: true }),
    job: job ?? (report?.service || serviceOf(page) || DEFAULT_FIT.job),
    target: target ?? authorityOf(url),
  };
}

/** Other exporters, and older agents, have none; then the page has to do. */
async function reportOf(
  { signal }: Call,
  reading: Promise<AgentReport>,
): Promise<AgentReport | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (signal.aborted || !(error instanceof CommandFailure)) throw error;
    return undefined;
  }
}

function namesIn(report: AgentReport | undefined): KnownNames {
  return {
    naming: valueIn(report, 'naming') as NamesOptions['naming'] | undefined,
    prefix: valueIn(report, 'prefix') as string | undefined,
    translation: valueIn(report, 'translationStrategy') as NamesOptions['translation'] | undefined,
  };
}

/** An option as the app has it; nothing where it is none that this version knows. */
function valueIn(report: AgentReport | undefined, name: OptionName): unknown {
  const value = report?.configuration.find((option) => option.name === name)?.value;
  const parsed = value === undefined ? undefined : parseOption(OPTIONS[name].type, value);
  return parsed !== undefined && 'value' in parsed ? parsed.value : undefined;
}

function onlyPushes(report: AgentReport | undefined): boolean {
  const exporters = valueIn(report, 'exporters');
  return Array.isArray(exporters) && !exporters.includes('prometheus');
}

/** The page in text does not say which histograms are native ones, too; the configuration does. */
function nativeOf(
  metrics: readonly PageMetric[],
  report: AgentReport | undefined,
): ReadonlySet<string> | undefined {
  if (!isNative(valueIn(report, 'histograms'))) return undefined;
  return new Set(metrics.filter(({ type }) => type === 'histogram').map(({ name }) => name));
}

function isNative(form: unknown): boolean {
  return form === 'native' || form === 'both';
}

function serviceOf({ metrics }: Page): string | undefined {
  const labels = metrics.get('target_info')?.series[0]?.labels;
  return labels?.service_name ?? labels?.['service.name'];
}

function authorityOf({ hostname, port, protocol }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

/** What an option says that is one of the agent's, too. */
function choice<K extends 'naming' | 'prefix' | 'translationStrategy'>(
  { values }: Call,
  option: keyof typeof FIT_OPTIONS,
  name: K,
): (typeof OPTIONS)[K]['default'] | undefined {
  const typed = textOf(values[option]);
  if (typed === undefined) return undefined;
  const parsed = parseOption(OPTIONS[name].type, typed);
  if ('value' in parsed) return parsed.value as (typeof OPTIONS)[K]['default'];
  throw new CommandFailure(`--${option} '${legible(typed)}' is not ${parsed.allowed}`, 2);
}

function jobOf({ values }: Call): string | undefined {
  const job = textOf(values.job);
  if (job === undefined || (legible(job) === job && job.trim() !== '')) return job;
  throw new CommandFailure(`--job '${legible(job)}' is not a text of one line`, 2);
}

function targetOf({ values }: Call): string | undefined {
  const target = textOf(values.target);
  if (target === undefined || /^(?:\[[\da-f:.]+\]|[\w.-]+):\d{1,5}$/i.test(target)) return target;
  throw new CommandFailure(`--target '${legible(target)}' is not host:port`, 2);
}

function defined(known: KnownNames): KnownNames {
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined));
}
