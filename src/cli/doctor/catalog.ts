import { bundleCheck } from '../checks/bundle.ts';
import { clockCheck } from '../checks/clock.ts';
import { configurationCheck } from '../checks/configuration.ts';
import { dashboardsCheck } from '../checks/dashboards.ts';
import { endpointCheck } from '../checks/endpoint.ts';
import { exportersCheck } from '../checks/exporters.ts';
import { labelsCheck } from '../checks/labels.ts';
import { librariesCheck } from '../checks/libraries.ts';
import { namesCheck } from '../checks/names.ts';
import { nodeCheck } from '../checks/node.ts';
import { othersCheck } from '../checks/others.ts';
import { otlpCheck } from '../checks/otlp.ts';
import { pageSizeCheck } from '../checks/page-size.ts';
import { personalDataCheck } from '../checks/personal-data.ts';
import { portCheck } from '../checks/port.ts';
import { programCheck } from '../checks/program.ts';
import { prometheusCheck } from '../checks/prometheus.ts';
import { reachCheck } from '../checks/reach.ts';
import { rulesCheck } from '../checks/rules.ts';
import { scrapeConfigCheck } from '../checks/scrape-config.ts';
import { scrapeHealthCheck } from '../checks/scrape-health.ts';
import { startCheck } from '../checks/start.ts';
import type { Check } from './finding.ts';

/** Every check, in the order of the report. */
export const CHECKS: readonly Check[] = [
  ...[endpointCheck, portCheck, reachCheck, otlpCheck],
  ...[programCheck, nodeCheck, startCheck, bundleCheck, othersCheck, librariesCheck],
  ...[configurationCheck, exportersCheck, clockCheck],
  ...[labelsCheck, personalDataCheck, namesCheck, scrapeHealthCheck, pageSizeCheck],
  ...[scrapeConfigCheck, prometheusCheck],
  ...[rulesCheck, dashboardsCheck],
];
