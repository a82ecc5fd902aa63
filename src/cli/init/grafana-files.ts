import { join } from 'node:path';
import { renderDashboards } from '../dashboards/dashboards.ts';
import type { NewFile } from '../files/write-files.ts';
import { quoted } from '../files/yaml-text.ts';
import type { Fit } from '../fit.ts';
import type { Runtime } from './places.ts';

const DASHBOARDS = 'grafana/dashboards';
/** Where docker-compose.yml puts them. */
const DASHBOARDS_IN_CONTAINER = '/var/lib/grafana/dashboards';

/** Grafana's data source, where it finds dashboards, and the dashboards. `folder` is absolute. */
export function grafanaFiles(fit: Fit, runtime: Runtime, folder: string): NewFile[] {
  const isCompose = runtime === 'compose';
  const url = isCompose ? 'http://prometheus:9090' : 'http://localhost:9090';
  const path = isCompose ? DASHBOARDS_IN_CONTAINER : join(folder, DASHBOARDS);
  return [
    { path: 'grafana/provisioning/datasources/prometheus.yml', text: datasource(url) },
    { path: 'grafana/provisioning/dashboards/otel-metrics.yml', text: provider(path) },
    ...renderDashboards(fit).map(({ file, json }) => ({
      path: `${DASHBOARDS}/${file}`,
      text: json,
    })),
  ];
}

function datasource(url: string): string {
  return `apiVersion: 1
datasources:
  - name: Prometheus
    uid: prometheus
    type: prometheus
    url: ${url}
    isDefault: true
    jsonData:
      timeInterval: 15s
      httpMethod: POST
`;
}

function provider(path: string): string {
  return `apiVersion: 1
providers:
  - name: otel-metrics
    folder: Node.js
    type: file
    # Changes in Grafana are not written back: save them under another name, or in the files.
    allowUiUpdates: true
    options:
      path: ${quoted(path)}
`;
}
