import { placeOf } from '../prometheus/addresses.ts';
import { durationMs } from '../prometheus/duration.ts';
import { filesOf } from './file-pattern.ts';
import { readYamlFile } from './read-yaml.ts';
import { listOf, numberOf, recordOf, textOf, textsOf } from './shape.ts';

/** One entry of `scrape_configs`. */
export interface ScrapeJob {
  readonly name: string;
  readonly scheme: string;
  readonly path: string;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** Whether it brings a token or a password. */
  readonly isAuthorized: boolean;
  readonly sampleLimit: number;
  readonly targets: readonly JobTarget[];
  /** Ways of discovery that a file doesn't tell the targets of, `kubernetes_sd_configs`. */
  readonly discoveries: readonly string[];
  /** Whether its targets may become others before they are scraped. */
  readonly isRelabelled: boolean;
  /** Files of targets that are missing or broken. */
  readonly problems: readonly string[];
}

export interface JobTarget {
  /** `host:port`, with the port of the scheme where none is said. */
  readonly address: string;
  readonly host: string;
  readonly port: number;
  /** The file that it stands in, where that is another one. */
  readonly file?: string;
}

interface Surroundings {
  readonly folder: string;
  readonly global: Readonly<Record<string, unknown>>;
}

const INTERVAL = '1m';
const TIMEOUT = '10s';
const KNOWN_DISCOVERIES = ['static_configs', 'file_sd_configs'];
/** By these, relabelling decides where a scrape goes, or whether there is one. */
const OF_TARGETS = /^(__address__|__scheme__|__metrics_path__)$/;

export function readScrapeJob(raw: unknown, { folder, global }: Surroundings): ScrapeJob {
  const job = recordOf(raw);
  const scheme = textOf(job.scheme) ?? 'http';
  const fromFiles = listOf(job.file_sd_configs)
    .flatMap((entry) => textsOf(recordOf(entry).files))
    .map((pattern) => targetsOfFiles(pattern, { folder, scheme }));
  const interval = timeOf(job.scrape_interval, global.scrape_interval, INTERVAL);
  return {
    name: textOf(job.job_name) ?? '',
    scheme,
    path: textOf(job.metrics_path) ?? '/metrics',
    intervalMs: interval,
    // A global one, or none, is cut to the interval; one of the job itself is not.
    timeoutMs:
      ownTime(job.scrape_timeout) ?? Math.min(timeOf(global.scrape_timeout, TIMEOUT), interval),
    isAuthorized: [
      'authorization',
      'basic_auth',
      'bearer_token',
      'bearer_token_file',
      'oauth2',
    ].some((key) => job[key] !== undefined && job[key] !== null),
    sampleLimit: numberOf(job.sample_limit) ?? 0,
    targets: [
      ...targetsOf(job.static_configs, { scheme }),
      ...fromFiles.flatMap(({ targets }) => targets),
    ],
    discoveries: Object.keys(job).filter(
      (key) => /_sd_configs$/.test(key) && !KNOWN_DISCOVERIES.includes(key),
    ),
    isRelabelled: listOf(job.relabel_configs).some(isOfTargets),
    problems: fromFiles.flatMap(({ problems }) => problems),
  };
}

function isOfTargets(rule: unknown): boolean {
  const { target_label, action } = recordOf(rule);
  return /^(keep|drop|labelmap)/.test(textOf(action) ?? '') || OF_TARGETS.test(`${target_label}`);
}

function targetsOfFiles(pattern: string, { folder, scheme }: { folder: string; scheme: string }) {
  const files = filesOf(pattern, folder);
  if (files.length === 0) return { targets: [], problems: [`${pattern}: no file is called so`] };
  const read = files.map((file) => ({ file, content: readYamlFile(file) }));
  return {
    targets: read.flatMap(({ file, content }) =>
      'value' in content ? targetsOf(content.value, { scheme, file }) : [],
    ),
    problems: read.flatMap(({ file, content }) =>
      'problem' in content ? [`${file}: ${content.problem}`] : [],
    ),
  };
}

function targetsOf(
  groups: unknown,
  { scheme, file }: { readonly scheme: string; readonly file?: string },
): readonly JobTarget[] {
  return listOf(groups)
    .flatMap((group) => textsOf(recordOf(group).targets))
    .flatMap((text): readonly JobTarget[] => {
      const place = parseAddress(text, scheme);
      return place === undefined ? [] : [{ ...place, ...(file !== undefined && { file }) }];
    });
}

/** `host:port` or a host alone. */
export function parseAddress(text: string, scheme: string): Omit<JobTarget, 'file'> | undefined {
  const url = URL.parse(`${scheme === 'https' ? 'https' : 'http'}://${text}`);
  if (url === null) return undefined;
  const place = placeOf(url);
  return { ...place, address: `${url.hostname}:${place.port}` };
}

function ownTime(value: unknown): number | undefined {
  return durationMs(textOf(value) ?? '');
}

/** The first one that is a duration. */
function timeOf(...values: readonly unknown[]): number {
  return values.map(ownTime).find((ms) => ms !== undefined) ?? 0;
}
