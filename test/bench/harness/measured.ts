import { setTimeout as delay } from 'node:timers/promises';

export interface Expectation {
  readonly name: string;
  readonly port: number;
  /** Histogram of durations whose counts have to add up to `served`; its unit is optional. */
  readonly counts: string;
  readonly routes: boolean;
  readonly served: number;
}

const ROUTES = ['/', '/users/:id', '/orders/:order/items/:item'];
const ATTEMPTS = 20;
const PAUSE_MS = 50;

/**
 * Throws unless the page has all the requests and, where they are expected, all the routes. A
 * request may be counted a little after its answer has gone out.
 */
export async function assertMeasured(expected: Expectation): Promise<void> {
  const url = `http://127.0.0.1:${expected.port}/metrics`;
  for (let attempt = 1; ; attempt++) {
    const problem = findProblem(await (await fetch(url)).text(), expected);
    if (problem === undefined) return;
    if (attempt === ATTEMPTS) throw new Error(`${expected.name} did not measure: ${problem}`);
    await delay(PAUSE_MS);
  }
}

/** What is wrong with a page, in words. */
export function findProblem(
  page: string,
  { counts, routes, served }: Pick<Expectation, 'counts' | 'routes' | 'served'>,
): string | undefined {
  const names = [`${counts}_count{`, `${counts}_seconds_count{`];
  const samples = page.split('\n').filter((line) => names.some((name) => line.startsWith(name)));
  const counted = samples.reduce((sum, line) => sum + sampleValue(line), 0);
  if (counted !== served) return `${counts} has counted ${counted} after ${served} requests`;
  const missing = ROUTES.filter(
    (route) => !samples.some((line) => line.includes(`route="${route}"`)),
  );
  return routes && missing.length > 0 ? `no series of ${missing.join(', ')}` : undefined;
}

function sampleValue(line: string): number {
  return Number(
    line
      .slice(line.lastIndexOf('}') + 1)
      .trim()
      .split(' ')[0],
  );
}
