// Makes METRICS.md and the table of options in README.md from the code; with --check, says whether
// the committed ones are up to date.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalogue } from './docs/catalogue.ts';
import { fillMarkers, type GeneratedFile, publish } from './docs/generated-file.ts';
import { renderMetrics } from './docs/metrics-table.ts';
import { renderOptions } from './docs/options-table.ts';

const ROOT = join(import.meta.dirname, '..');

/** The documents as the code would have them. */
export function documents(): GeneratedFile[] {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  return [
    { path: 'README.md', text: fillMarkers(readme, 'options', renderOptions()) },
    { path: 'METRICS.md', text: renderMetrics(readCatalogue()) },
  ];
}

if (import.meta.main) {
  const { exitCode, line } = publish(ROOT, documents(), process.argv);
  console.log(line);
  process.exitCode = exitCode;
}
