import { resolve } from 'node:path';
import { loadConfig } from '../../config/load.ts';
import { OPTIONS } from '../../config/options.ts';
import { ask, jsonOf } from '../ask.ts';
import type { Call } from '../command.ts';
import { besidePage } from '../page/address.ts';
import { endpointOf } from '../page/own-endpoint.ts';
import { authorizationBy } from '../page/token.ts';
import { readAgentReport } from './app/agent-answer.ts';
import { askApp } from './app/ask-app.ts';
import type { Context, ProgramView } from './context.ts';
import { readDashboards } from './files/dashboard-file.ts';
import { readRuleFile } from './files/rule-file.ts';
import { readScrapeConfig } from './files/scrape-config-file.ts';
import type { DoctorOptions } from './options.ts';
import { answering, type Launched, launch, settled } from './program/start.ts';
import { type PrometheusView, viewPrometheus } from './prometheus/view.ts';

/** Everything that the checks look at. Where it starts a program, what stops that goes to `onStop`. */
export async function gather(call: Call, options: DoctorOptions, onStop: OnStop): Promise<Context> {
  const { signal, out } = call;
  const launched = call.program.length === 0 ? undefined : await launchProgram(call, onStop);
  const endpoint = endpointOf(call, options.url);
  // The program may be elsewhere than the configuration says.
  if (launched !== undefined) endpoint.url.port = String(launched.view.port);
  const authorization = await authorizationBy(endpoint.tokenFile);
  const headers = authorization === undefined ? {} : { authorization };
  if (launched !== undefined) await started(launched, { call, url: endpoint.url, headers });
  const asked = await out.during('asking the app', askApp(endpoint.url, { headers, signal }));
  const prometheus = await readPrometheus(call, options);
  return {
    ...asked,
    ...readFiles(options),
    program: launched && programView(launched),
    prometheus: typeof prometheus === 'object' ? prometheus : undefined,
    prometheusProblem: typeof prometheus === 'string' ? prometheus : undefined,
    ...{ tokenFile: endpoint.tokenFile, signal, env: call.env, folder: call.folder },
  };
}

function readFiles(options: DoctorOptions): Pick<Context, 'scrapeConfig' | 'rules' | 'dashboards'> {
  const { prometheusConfig, rules, dashboards } = options;
  const scrapeConfig =
    prometheusConfig === undefined ? undefined : readScrapeConfig(prometheusConfig);
  // One that the configuration names and that is given, too, is one.
  const ruleFiles = new Map(
    [...rules, ...(scrapeConfig?.ruleFiles ?? [])].map((file) => [resolve(file), file]),
  );
  return {
    scrapeConfig,
    rules: [...ruleFiles.values()].map(readRuleFile),
    dashboards: readDashboards(dashboards),
  };
}

/** Takes what stops a program that was started; it is to be called in any case. */
type OnStop = (stop: () => Promise<void>) => void;

async function launchProgram(call: Call, onStop: OnStop): Promise<Launched> {
  const { program, env, folder } = call;
  const { host, port } = loadConfig({ env, folder }).config;
  const launched = await launch({
    ...{ program, env, folder, host, port },
    portVariable: OPTIONS.port.env,
  });
  onStop(() => launched.program.stop());
  return launched;
}

interface Asking {
  readonly call: Call;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/** Until the app has loaded what it loads. */
async function started(launched: Launched, { call, url, headers }: Asking): Promise<void> {
  const { signal, out, program } = call;
  const name = program.slice(0, 3).join(' ');
  await out.during(`waiting for the metrics of '${name}'`, answering(launched, signal));
  const agent = besidePage(url, '/agent').href;
  const look = async () => {
    const report = readAgentReport(jsonOf(await ask(agent, { headers, signal })));
    return JSON.stringify([report?.libraries, report?.observers]);
  };
  await out.during(`waiting for '${name}' to load its libraries`, settled(launched, look, signal));
}

function programView({ program, view }: Launched): ProgramView {
  return { ...view, end: program.end, output: program.lastLines() };
}

/** `undefined` where none is asked for. */
async function readPrometheus(
  { out, signal }: Call,
  { prometheus }: DoctorOptions,
): Promise<PrometheusView | string | undefined> {
  if (prometheus === undefined) return undefined;
  return out.during('asking Prometheus', viewPrometheus(prometheus, signal));
}
