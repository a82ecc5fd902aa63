import { optionOf } from '../doctor/app/agent-answer.ts';
import type { Context } from '../doctor/context.ts';
import type { ScrapeConfigFile } from '../doctor/files/scrape-config-file.ts';
import type { JobTarget, ScrapeJob } from '../doctor/files/scrape-job.ts';
import {
  type Check,
  fail,
  firstFew,
  ok,
  orOk,
  skip,
  type Verdict,
  warn,
} from '../doctor/finding.ts';
import { bestMatch, isSameHost, type Place } from '../doctor/prometheus/addresses.ts';
import { quoted } from '../files/yaml-text.ts';
import { DEFAULT_FIT } from '../fit.ts';
import { jobLines } from '../scrape-config/render-scrape-config.ts';

/** Whether the configuration of Prometheus's has a job that scrapes the app. */
export const scrapeConfigCheck: Check = {
  id: 'scrape-config',
  title: "Prometheus's configuration scrapes it",
  group: 'Prometheus',
  run(context): readonly Verdict[] {
    const { scrapeConfig } = context;
    if (scrapeConfig === undefined) {
      return [skip('no file was given: --prometheus-config prometheus.yml')];
    }
    const { file, problem } = scrapeConfig;
    if (problem !== undefined) {
      return [
        fail(`${file}: ${problem}`, `mend it there; promtool check config ${file} says more`),
      ];
    }
    return firstFew([...jobVerdicts(scrapeConfig, context), ...everyJob(scrapeConfig)]);
  },
};

/** Ports of what stands beside an app, so that it is not taken for a job of its own that is wrong. */
const OTHERS = [9090, 9093, 9100, 9115, 12345];

function jobVerdicts(config: ScrapeConfigFile, context: Context): readonly Verdict[] {
  const app = context.agent?.address ?? context.endpoint;
  const place = { host: context.endpoint.host, port: app.port };
  const target = bestMatch(
    config.jobs.flatMap((job) => job.targets),
    place,
  );
  const job = config.jobs.find(({ targets }) => target !== undefined && targets.includes(target));
  if (job === undefined || target === undefined) return [noJob(config, place, context)];
  const found = [
    wrongPath(job, context),
    wrongScheme(job, context),
    withoutToken(job, context),
    tooSmallLimit(job, context),
  ].filter((verdict) => verdict !== undefined);
  return orOk(found, `${config.file}: the job '${job.name}' scrapes ${target.address}`);
}

function noJob({ file, jobs }: ScrapeConfigFile, app: Place, context: Context): Verdict {
  const appPath = optionOf(context.agent, 'appPath');
  const byApp = appPath ? jobs.find(({ path }) => path === appPath) : undefined;
  if (byApp !== undefined) {
    return ok(`${file}: the job '${byApp.name}' scrapes the app's own port at ${appPath}`);
  }
  const unreadable = jobs.find((job) => job.discoveries.length > 0 || job.isRelabelled);
  if (unreadable !== undefined) {
    const how = unreadable.discoveries[0] ?? 'relabel_configs';
    return skip(`${file}: what the job '${unreadable.name}' scrapes is not in the file (${how})`);
  }
  const address = `${app.host}:${app.port}`;
  const near = jobs
    .flatMap((job) => job.targets.map((target) => ({ job, target })))
    .find(isNear(app));
  return near === undefined
    ? fail(
        `${file}: no job scrapes port ${app.port}`,
        `add under scrape_configs:\n${linesFor(address, context)}`,
      )
    : fail(
        `${file}: the job '${near.job.name}' scrapes ${near.target.address}, and the app is at ${address}`,
        `in ${near.target.file ?? file}: targets: ['${near.target.host}:${app.port}']`,
      );
}

function isNear(app: Place) {
  return ({ target }: { readonly target: JobTarget }) =>
    !OTHERS.includes(target.port) &&
    (isSameHost(target.host, app.host) || Math.abs(target.port - app.port) < 10);
}

/** As `otel-metrics scrape-config` writes them. */
function linesFor(target: string, context: Context): string {
  const job = context.agent?.service || DEFAULT_FIT.job;
  return jobLines({ ...DEFAULT_FIT, job, target }, { tokenFile: tokenFileOf(context) }).join('\n');
}

/** As the app has it, else as it was given here; Prometheus has it elsewhere, maybe. */
function tokenFileOf({ agent, tokenFile }: Context): string | undefined {
  const own = optionOf(agent, 'bearerTokenFile');
  return typeof own === 'string' && own !== '' ? own : tokenFile;
}

function wrongPath({ name, path }: ScrapeJob, { endpoint, agent }: Context): Verdict | undefined {
  const paths = [endpoint.path, '/metrics', optionOf(agent, 'appPath')];
  return paths.includes(path)
    ? undefined
    : fail(
        `the job '${name}' asks for ${path}, and the page is at ${endpoint.path}`,
        `in the job '${name}': metrics_path: ${endpoint.path}`,
      );
}

function wrongScheme({ name, scheme }: ScrapeJob, { endpoint }: Context): Verdict | undefined {
  const own = URL.parse(endpoint.origin)?.protocol.replace(':', '') ?? 'http';
  return scheme === own
    ? undefined
    : fail(
        `the job '${name}' speaks ${scheme}, and the endpoint ${own}`,
        `in the job '${name}': scheme: ${own}`,
      );
}

function withoutToken({ name, isAuthorized }: ScrapeJob, context: Context): Verdict | undefined {
  const { outcome } = context.endpoint;
  const isRefused = outcome.state === 'status' && outcome.status === 401;
  const file = tokenFileOf(context);
  if ((!isRefused && file === undefined) || isAuthorized) return undefined;
  return fail(
    `the job '${name}' brings no token, and the endpoint wants one`,
    [
      `in the job '${name}', with the file where Prometheus can read it:`,
      'authorization:',
      `  credentials_file: ${quoted(file ?? '/etc/prometheus/token')}`,
    ].join('\n'),
  );
}

/** Prometheus takes nothing of a page that has more samples. */
function tooSmallLimit({ name, sampleLimit }: ScrapeJob, { page }: Context): Verdict | undefined {
  const samples = page?.numSamples ?? 0;
  if (sampleLimit === 0 || samples <= sampleLimit * 0.8) return undefined;
  const what = `the job '${name}' takes ${sampleLimit} samples, the page has ${samples}`;
  const fix = `in the job '${name}': sample_limit: ${samples * 2}; or fewer series: see /metrics/stats`;
  return samples > sampleLimit ? fail(what, fix) : warn(what, fix);
}

/** What is wrong with any job, since one stops Prometheus as a whole. */
function everyJob({ jobs, missingRules, file }: ScrapeConfigFile): readonly Verdict[] {
  return [
    ...jobs.flatMap((job) => [...slowJob(job), ...job.problems.map(targetProblem)]),
    ...missingRules.map((pattern) =>
      warn(
        `${file}: no rule file is called ${pattern}`,
        'write one (npx otel-metrics rules), or take the entry out',
      ),
    ),
  ];
}

function slowJob({ name, intervalMs, timeoutMs }: ScrapeJob): readonly Verdict[] {
  if (timeoutMs <= intervalMs) return [];
  const [interval, timeout] = [intervalMs, timeoutMs].map((ms) => `${ms / 1000}s`);
  return [
    fail(
      `the job '${name}' has a scrape_timeout of ${timeout} and an interval of ${interval}: Prometheus does not start`,
      `in the job '${name}': scrape_timeout: ${interval}, or less`,
    ),
  ];
}

function targetProblem(problem: string): Verdict {
  return warn(
    `file_sd_configs: ${problem}`,
    'put the file there; Prometheus reads it again by itself',
  );
}
