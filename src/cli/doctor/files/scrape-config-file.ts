import { dirname } from 'node:path';
import { filesOf } from './file-pattern.ts';
import { readYamlFile } from './read-yaml.ts';
import { readScrapeJob, type ScrapeJob } from './scrape-job.ts';
import { listOf, recordOf, textsOf } from './shape.ts';

/** A configuration of Prometheus's, as far as it says what is scraped and which rules there are. */
export interface ScrapeConfigFile {
  readonly file: string;
  /** Why Prometheus would not load it. */
  readonly problem?: string;
  readonly jobs: readonly ScrapeJob[];
  /** Rule files that it names, as far as they are there. */
  readonly ruleFiles: readonly string[];
  /** Patterns of rule files by which nothing is found. */
  readonly missingRules: readonly string[];
}

const NOTHING = { jobs: [], ruleFiles: [], missingRules: [] };

export function readScrapeConfig(file: string): ScrapeConfigFile {
  const read = readYamlFile(file);
  if ('problem' in read) return { ...NOTHING, file, problem: read.problem };
  const whole = recordOf(read.value);
  const folder = dirname(file);
  const jobs = [
    ...listOf(whole.scrape_configs),
    ...textsOf(whole.scrape_config_files).flatMap((pattern) => includedJobs(pattern, folder)),
  ].map((job) => readScrapeJob(job, { folder, global: recordOf(whole.global) }));
  if (jobs.length === 0) return { ...NOTHING, file, problem: "it has no list 'scrape_configs'" };
  const rules = textsOf(whole.rule_files).map((pattern) => ({
    pattern,
    files: filesOf(pattern, folder),
  }));
  const twice = jobs.find(({ name }, at) => jobs.findIndex((job) => job.name === name) !== at);
  return {
    ...{ file, jobs },
    ...(twice !== undefined && { problem: `two jobs are called '${twice.name}'` }),
    ruleFiles: rules.flatMap(({ files }) => files),
    missingRules: rules.flatMap(({ pattern, files }) => (files.length === 0 ? [pattern] : [])),
  };
}

function includedJobs(pattern: string, folder: string): readonly unknown[] {
  return filesOf(pattern, folder).flatMap((file) => {
    const read = readYamlFile(file);
    return 'value' in read ? listOf(recordOf(read.value).scrape_configs) : [];
  });
}
