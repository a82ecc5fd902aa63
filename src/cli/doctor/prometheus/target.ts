import { recordOf, textOf } from '../files/shape.ts';
import { placeOf } from './addresses.ts';
import { durationMs } from './duration.ts';

/** What Prometheus scrapes, and how that goes. */
export interface PrometheusTarget {
  readonly job: string;
  readonly instance: string;
  readonly scrapeUrl: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly health: string;
  readonly lastError: string;
  readonly lastSeconds: number;
  /** Absent before Prometheus 2.30. */
  readonly timeoutSeconds?: number | undefined;
}

/** None for what has no address. */
export function toTarget(raw: unknown): readonly PrometheusTarget[] {
  const target = recordOf(raw);
  const scrapeUrl = textOf(target.scrapeUrl) ?? '';
  const url = URL.parse(scrapeUrl);
  if (url === null) return [];
  const { job, instance } = recordOf(target.labels);
  const timeout = durationMs(textOf(target.scrapeTimeout) ?? '');
  return [
    {
      job: textOf(job) ?? textOf(target.scrapePool) ?? '',
      instance: textOf(instance) ?? '',
      scrapeUrl,
      ...placeOf(url),
      path: url.pathname,
      health: textOf(target.health) ?? 'unknown',
      lastError: textOf(target.lastError) ?? '',
      lastSeconds: Number(target.lastScrapeDuration) || 0,
      timeoutSeconds: timeout === undefined ? undefined : timeout / 1000,
    },
  ];
}
