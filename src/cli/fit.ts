import type { PageMetric } from '../views/expression.ts';
import type { Has } from '../views/fitting.ts';
import { METRICS, type MetricKey } from '../views/metrics.ts';
import { createNames, DEFAULT_NAMES, type NamesOptions } from '../views/names.ts';
import type { PromqlOptions } from '../views/promql.ts';
import { nameSubject } from '../views/subject.ts';

/**
 * What is known of the app for which something is written: how its page calls things, and, where the
 * page was read, what is on it. What asks for metrics that an app does not have is left out then.
 */
export interface Fit {
  readonly names: NamesOptions;
  /** The metrics of the page, by name; absent where no page was read: then everything is written. */
  readonly present?: ReadonlyMap<string, PageMetric>;
  /** Of the page's native histograms; names as in `present`. */
  readonly native?: ReadonlySet<string>;
  /** Whether the app only pushes: it has no endpoint that Prometheus could scrape. */
  readonly isPushed?: true;
  /** Prometheus's job of the app. */
  readonly job: string;
  /** `host:port` that Prometheus scrapes. */
  readonly target: string;
}

export const DEFAULT_FIT: Fit = { names: DEFAULT_NAMES, job: 'app', target: 'localhost:9464' };

/** What the app's page has; everything where no page was read. */
export function createHas({ names, present }: Fit): Has {
  const namesOf = createNames(names);
  return (subject) => present?.has(nameSubject(subject, namesOf).name) ?? true;
}

/** How the app's metrics are asked for. Whether Prometheus keeps native buckets is for its own settings to say. */
export function askingOf({ names, native }: Fit): Pick<PromqlOptions, 'names' | 'histograms'> {
  return {
    names: createNames(names),
    histograms: (name) => (native?.has(name) ? 'either' : 'classic'),
  };
}

/** Every histogram that may be asked for, by its name on the page. */
export function allHistograms(names: NamesOptions): ReadonlySet<string> {
  const all = (Object.keys(METRICS) as MetricKey[]).map(createNames(names));
  return new Set(all.filter(({ type }) => type === 'histogram').map(({ name }) => name));
}
