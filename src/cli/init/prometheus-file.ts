import type { NewFile } from '../files/write-files.ts';
import type { Fit } from '../fit.ts';
import { quoted } from '../rules/rule-file.ts';
import { jobLines } from '../scrape-config/render-scrape-config.ts';
import type { Places } from './places.ts';

/** Prometheus's configuration, and the file in which it finds the app. */
export function prometheusFiles(fit: Fit, places: Places): NewFile[] {
  return [
    { path: 'prometheus.yml', text: configuration(fit, places) },
    { path: 'targets/app.yml', text: appTargets(places) },
  ];
}

function configuration(fit: Fit, places: Places): string {
  const { app, prometheus, nodeExporter, alertmanager, tokenFile } = places;
  return `# Prometheus: what is scraped, and which rules are watched.
# Check it with: promtool check config prometheus.yml
global:
  scrape_interval: 15s
  evaluation_interval: 15s

rule_files:
  - recording_rules.yml
  - alert_rules.yml

alerting:
  alertmanagers:
    - static_configs:
        - targets: [${quoted(alertmanager)}]

scrape_configs:
  # The app; its instances are in targets/*.yml.
${jobLines({ ...fit, target: app }, { targetFiles: 'targets/*.yml', tokenFile }).join('\n')}

  # The machine: CPU, memory, disks, network.
  - job_name: node
    static_configs:
      - targets: [${quoted(nodeExporter)}]

  # Prometheus itself.
  - job_name: prometheus
    static_configs:
      - targets: [${quoted(prometheus)}]
`;
}

function appTargets({ app }: Places): string {
  return `# Every instance of the app, as Prometheus reaches it; further labels are those of all its series.
- targets: [${quoted(app)}]
#  labels:
#    env: production
`;
}
