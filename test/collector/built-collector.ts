import type { TestProject } from 'vitest/node';
import { buildCollector } from '../../scripts/collector/build.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** An OpenTelemetry Collector. */
    collector: string;
  }
}

/** Fails where it can't be built: whoever runs these tests asks for it. */
export function setup(project: TestProject): void {
  project.provide(
    'collector',
    buildCollector((line) => process.stdout.write(`${line}\n`)),
  );
}
