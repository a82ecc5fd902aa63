import type { Bench } from '../harness/bench.ts';
import type { RequestApp, SubjectName } from '../names.ts';
import type { Group } from '../report/result.ts';
import { measureLive } from './live.ts';
import { measureMemory } from './memory.ts';
import { measurePushes } from './push.ts';
import { measureRecords } from './records.ts';
import { measureRequests } from './requests.ts';
import { measureScrapes } from './scrape.ts';
import { measureSize } from './size.ts';
import { measureSoak } from './soak.ts';
import { measureStartup } from './startup.ts';

type Measure = (bench: Bench, apps: readonly RequestApp[]) => Promise<readonly Group[]>;

export const SUBJECTS: Readonly<Record<SubjectName, Measure>> = {
  requests: measureRequests,
  records: measureRecords,
  scrape: measureScrapes,
  push: measurePushes,
  live: measureLive,
  memory: measureMemory,
  startup: measureStartup,
  size: measureSize,
  soak: measureSoak,
};
