import type { NewFile } from '../files/write-files.ts';
import { quoted } from '../files/yaml-text.ts';
import type { Fit } from '../fit.ts';
import { jobLines, PUSHED_LINES } from '../scrape-config/render-scrape-config.ts';
import type { Places, Runtime } from './places.ts';

/** Prometheus's configuration, and the file in which it finds the app. */
export function prometheusFiles(fit: Fit, runtime: Runtime, places: Places): NewFile[] {
  const text = configuration(fit, runtime, places);
  const targets = { path: 'targets/app.yml', text: appTargets(places) };
  return [{ path: 'prometheus.yml', text }, ...(fit.isPushed ? [] : [targets])];
}

/** In containers promtool finds what the file names, as the token, where Prometheus does. */
const CARE: Readonly<Record<Runtime, string>> = {
  compose: `# Check it, with the token and all: docker compose exec prometheus promtool check config /etc/prometheus/prometheus.yml
# After a change of it or of a rule: docker compose kill -s SIGHUP prometheus
# (where an editor has put a new file in the place of the old one: docker compose restart prometheus)`,
  host: `# Check it with: promtool check config prometheus.yml
# After a change of it or of a rule: kill -HUP <pid of prometheus>`,
};

function configuration(fit: Fit, runtime: Runtime, places: Places): string {
  const { prometheus, nodeExporter, alertmanager } = places;
  return `# Prometheus: what is scraped, and which rules are watched.
${CARE[runtime]}
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
${appLines(fit, runtime, places).join('\n')}

  # The machine: CPU, memory, disks, network.
  - job_name: ${quoted(otherThan(fit.job, ['node', 'node_exporter']))}
    static_configs:
      - targets: [${quoted(nodeExporter)}]

  # Prometheus itself.
  - job_name: ${quoted(otherThan(fit.job, ['prometheus', 'prometheus_itself']))}
    static_configs:
      - targets: [${quoted(prometheus)}]
`;
}

function appLines(fit: Fit, runtime: Runtime, { app, tokenFile }: Places): readonly string[] {
  if (fit.isPushed) return PUSHED_LINES.map((line) => `  ${line}`);
  const targetFiles = 'targets/*.yml';
  // The Prometheus of docker-compose.yml is a new one; an older one refuses the line.
  const takesNative = runtime === 'compose';
  return [
    '  # The app; its instances are in targets/*.yml.',
    ...jobLines({ ...fit, target: app }, { targetFiles, tokenFile, takesNative }),
  ];
}

/** Prometheus refuses two jobs of one name: the app's is the one that was asked for. */
function otherThan(job: string, [usual, other]: readonly [string, string]): string {
  return job === usual ? other : usual;
}

function appTargets({ app }: Places): string {
  return `# Every instance of the app, as Prometheus reaches it; further labels are those of all its series.
- targets: [${quoted(app)}]
#  labels:
#    env: production
`;
}
