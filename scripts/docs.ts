// Makes METRICS.md, docs/alerts.md, docs/classic-names.md and the table in docs/options.md from the
// code; with --check, says whether the committed ones are up to date.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderAlerts } from './docs/alerts.ts';
import { readCatalogue } from './docs/catalogue.ts';
import { renderClassicNames } from './docs/classic-names.ts';
import { fillMarkers, type GeneratedFile, publish } from './docs/generated-file.ts';
import { renderMetrics } from './docs/metrics-table.ts';
import { renderOptions } from './docs/options-table.ts';

const ROOT = join(import.meta.dirname, '..');

/** The documents as the code would have them. */
export function documents(): GeneratedFile[] {
  const options = readFileSync(join(ROOT, 'docs/options.md'), 'utf8');
  const catalogue = readCatalogue();
  return [
    { path: 'docs/options.md', text: fillMarkers(options, 'options', renderOptions()) },
    { path: 'METRICS.md', text: renderMetrics(catalogue) },
    { path: 'docs/classic-names.md', text: renderClassicNames(catalogue) },
    { path: 'docs/alerts.md', text: renderAlerts() },
  ];
}

if (import.meta.main) {
  const { exitCode, line } = publish(ROOT, documents(), process.argv);
  console.log(line);
  process.exitCode = exitCode;
}
