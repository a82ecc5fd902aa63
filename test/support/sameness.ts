import type { ParsedSample } from './exposition-parser.ts';
import { differences } from './ledger.ts';

/** What changes between two looks at a process that measures nothing. */
const RESTLESS = /^(?:shop_)?(?:process|nodejs|v8js|acme_metrics)_/;

export interface Looks {
  readonly scraped: readonly ParsedSample[];
  readonly pushed: readonly ParsedSample[];
  /** Digits of a number that count. */
  readonly digits?: number;
}

/**
 * Where two looks at one process differ: names and labels of all that it tells, and the values of what
 * does not change by itself.
 */
export function samenessFaults({ scraped, pushed, digits }: Looks): string[] {
  return [
    ...differences(scraped.map(withRest), pushed.map(withRest), digits).map(
      (one) => `pushed: ${one}`,
    ),
    ...differences(pushed, scraped)
      .filter((one) => one.startsWith('lacks'))
      .map((one) => `scraped: ${one}`),
  ];
}

function withRest(sample: ParsedSample): ParsedSample {
  return RESTLESS.test(sample.name) ? { ...sample, value: 0 } : sample;
}
