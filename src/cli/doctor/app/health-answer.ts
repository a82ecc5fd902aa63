import { recordOf, textsOf } from '../files/shape.ts';

/** `/metrics/health`. */
export interface HealthAnswer {
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
}

export function readHealth(answer: unknown): HealthAnswer | undefined {
  const { status, reasons, warnings } = recordOf(answer);
  if (typeof status !== 'string') return undefined;
  return { reasons: textsOf(reasons), warnings: textsOf(warnings) };
}
