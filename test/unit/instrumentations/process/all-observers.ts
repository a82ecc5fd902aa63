// Preload of a test: starts every observer, collects, and, when the process exits, writes what there
// is to the file that REPORT_FILE names.
import { writeFileSync } from 'node:fs';
import { watchProcess } from '../../../../src/agent/lifecycle.ts';
import { type Config, OPTIONS } from '../../../../src/config/options.ts';
import { OBSERVERS } from '../../../../src/instrumentations/catalog.ts';
import { createErrorObserver } from '../../../../src/instrumentations/process/errors.ts';
import { createMeterProvider } from '../../../../src/pipeline/meter-provider.ts';

const config = Object.fromEntries(
  Object.entries(OPTIONS).map(([name, option]) => [name, option.default]),
) as unknown as Config;
const provider = createMeterProvider({
  cardinalityLimit: 2000,
  totalCardinalityLimit: 10_000,
  seriesTtlMs: 0,
});
const errors = createErrorObserver();
const observers = [...OBSERVERS, errors];
for (const observer of observers) observer.start(provider.getMeter('test'), config);
watchProcess(errors);

// Once in as many turns as it takes, which no app is to notice; once more with what is left at the end.
void provider.observables.observe();
process.on('exit', () => {
  void provider.observables.observe();
  const report = provider.store.families().map((family) => ({
    name: family.descriptor.name,
    series: [...family.series()].map(({ attributes, value, distribution }) => ({
      attributes,
      value: distribution?.count ?? value,
    })),
  }));
  writeFileSync(String(process.env.REPORT_FILE), JSON.stringify(report));
});
