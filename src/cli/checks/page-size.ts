import type { Context } from '../doctor/context.ts';
import { type Check, orOk, skip, type Verdict, warn } from '../doctor/finding.ts';

const MEBIBYTE = 1024 * 1024;
/** Beyond these a scrape is felt, by Prometheus and by the app. */
const LARGE_BYTES = 10 * MEBIBYTE;
const SLOW_SECONDS = 3;
/** Prometheus's default. */
const TIMEOUT_SECONDS = 10;

/** Whether the page is small and quick enough to be scraped. */
export const pageSizeCheck: Check = {
  id: 'page-size',
  title: 'The page is small and quick',
  group: 'Metrics',
  run({ endpoint: { outcome }, stats, page }: Context): readonly Verdict[] {
    if (outcome.state !== 'page') return [skip('there is no page')];
    const { bytes, seconds } = outcome;
    const size =
      bytes < MEBIBYTE ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / MEBIBYTE).toFixed(1)} MiB`;
    const biggest = stats?.metrics
      .slice(0, 3)
      .map(({ name }) => name)
      .join(', ');
    const found: Verdict[] = [];
    if (bytes > LARGE_BYTES) {
      found.push(
        warn(
          `the page has ${size}`,
          `drop or limit what is biggest: ${biggest ?? 'see /metrics/stats'}`,
        ),
      );
    }
    if (seconds > SLOW_SECONDS) {
      found.push(
        warn(
          `the page took ${seconds.toFixed(1)} s; Prometheus gives up after ${TIMEOUT_SECONDS} s`,
          'look for slow callbacks and a busy event loop; scrape_timeout: 30s gives it longer',
        ),
      );
    }
    const lines = page?.page.badLines ?? 0;
    if (lines > 0) {
      found.push(
        warn(
          `${lines} lines of the page are not in Prometheus's format`,
          'look at them: curl the page and promtool check metrics',
        ),
      );
    }
    return orOk(found, `${size} in ${seconds.toFixed(2)} s`);
  },
};
