import type { NewFile } from '../files/write-files.ts';
import type { Fit } from '../fit.ts';
import { renderRules } from '../rules/render-rules.ts';
import { ALERTMANAGER_FILE } from './alertmanager-file.ts';
import { composeFiles } from './compose-files.ts';
import { grafanaFiles } from './grafana-files.ts';
import { placesOf, type Runtime } from './places.ts';
import { prometheusFiles } from './prometheus-file.ts';

export interface InstallationOptions {
  readonly runtime: Runtime;
  /** Absolute; where the files go. */
  readonly folder: string;
  /** Absolute; of the token that the endpoint wants. */
  readonly tokenFile?: string | undefined;
}

/** Every file of a small installation around one app. */
export function installationFor(fit: Fit, options: InstallationOptions): NewFile[] {
  const { runtime, folder, tokenFile } = options;
  const places = placesOf(runtime, fit, tokenFile);
  const { alerts, recordings } = renderRules(fit);
  return [
    ...prometheusFiles(fit, runtime, places),
    { path: 'recording_rules.yml', text: recordings },
    { path: 'alert_rules.yml', text: alerts },
    ALERTMANAGER_FILE,
    ...grafanaFiles(fit, runtime, folder),
    ...(runtime === 'compose' ? composeFiles(tokenFile) : []),
  ];
}
