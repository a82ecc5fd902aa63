import { quoted } from '../files/yaml-text.ts';
import type { Fit } from '../fit.ts';

export interface ScrapeSettings {
  /** As Prometheus writes it. Default: 15s. */
  readonly interval?: string | undefined;
  /** Where Prometheus finds the token that the endpoint wants. */
  readonly tokenFile?: string | undefined;
  /** Whether Prometheus is known to take native histograms when a job says so. Default: it may not. */
  readonly takesNative?: boolean | undefined;
  /** Files in which Prometheus finds the targets, in the place of the one that is known. */
  readonly targetFiles?: string | undefined;
}

/** A `scrape_configs` block for prometheus.yml, with comments. */
export function renderScrapeConfig(fit: Fit, settings: ScrapeSettings = {}): string {
  if (fit.isPushed) return [...PUSHED_LINES, 'scrape_configs: []', ''].join('\n');
  return [
    '# For prometheus.yml: add the job to its `scrape_configs`.',
    'scrape_configs:',
    ...jobLines(fit, settings),
    '',
  ].join('\n');
}

/** In the place of a job. */
export const PUSHED_LINES = [
  '# No job for the app: its exporters are without prometheus, so there is nothing to scrape. What it',
  '# pushes gets here by Grafana Alloy or the like.',
] as const;

/** The app's job, as an entry of `scrape_configs`. */
export function jobLines(fit: Fit, settings: ScrapeSettings): string[] {
  const { interval = '15s', tokenFile, targetFiles, takesNative = false } = settings;
  return [
    `  - job_name: ${quoted(fit.job)}`,
    `    scrape_interval: ${interval}`,
    ...(tokenFile === undefined ? [] : tokenLines(tokenFile)),
    ...(fit.native === undefined || fit.native.size === 0 ? [] : nativeLines(takesNative)),
    ...(targetFiles === undefined ? targetLines(fit) : fileLines(fit, targetFiles)),
  ];
}

function tokenLines(file: string): string[] {
  return [
    '    # The token that the endpoint wants, in a file that Prometheus can read.',
    '    authorization:',
    '      type: Bearer',
    `      credentials_file: ${quoted(file)}`,
  ];
}

function nativeLines(takesNative: boolean): readonly string[] {
  if (takesNative) {
    return ['    # The app has native histograms.', '    scrape_native_histograms: true'];
  }
  return [
    '    # The app has native histograms. Prometheus takes them since 3.8 with this line, and before',
    '    # when it is started with --enable-feature=native-histograms.',
    '    # scrape_native_histograms: true',
  ];
}

function targetLines({ target }: Fit): string[] {
  const isLocal = /^(localhost|127\.|\[::1\])/.test(target);
  return [
    '    static_configs:',
    ...(isLocal ? LOCAL_LINES : []),
    `      - targets: [${quoted(target)}]`,
  ];
}

/** Otherwise it is one of the first things to go wrong. */
const LOCAL_LINES = [
  '      # In a container localhost is the container: write the address of the app there, and let',
  '      # the app listen on it (OTEL_EXPORTER_PROMETHEUS_HOST=0.0.0.0).',
] as const;

function fileLines({ target }: Fit, files: string): string[] {
  return [
    '    # Files like this, which Prometheus reads again whenever they change:',
    `    # ${JSON.stringify([{ targets: [target] }])}`,
    '    file_sd_configs:',
    `      - files: [${quoted(files)}]`,
  ];
}
