import { refuseDeclaration } from './declaration.ts';

/**
 * Throws where what a helper is made for has no name.
 *
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`.
 */
export function checkText(helper: string, what: string, value: unknown): void {
  if (typeof value === 'string' && value.trim() !== '') return;
  refuseDeclaration(helper, undefined, `${what} has to be a text that is not empty`);
}
