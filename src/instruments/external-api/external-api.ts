import { monotonicSeconds } from '../../foundation/clock.ts';
import { attempt } from '../../foundation/guard.ts';
import { runTimedCall } from '../../pipeline/timed-call.ts';
import { statusOf } from '../calls/http-status.ts';
import { type Answer, type Outcome, observeCall } from '../calls/observe-call.ts';
import { checkText } from '../declared/declaration.ts';
import { gauge } from '../declared/gauge.ts';
import { histogram } from '../declared/histogram.ts';
import { acceptQuantity } from '../quantity.ts';
import { headersOf } from './headers.ts';
import { remainingOf } from './rate-limit.ts';

/** A service that the app calls. Nothing of it throws what the app's own call does not. */
export interface ExternalApi {
  /**
   * Calls and times: `external_api_duration_seconds`. `status_code` is the HTTP status that the
   * answer or error of the usual clients knows, else `ok` or `error`. Where their headers say how
   * many calls are left, `external_api_rate_limit_remaining` is set.
   *
   * @param endpoint A template that you name, as `GET /users/:id`; never a URL with its values.
   * @returns What the call answers.
   */
  track<R>(endpoint: string, call: () => R): Answer<R>;
  /**
   * The global `fetch`, tracked: its arguments after the endpoint, and its own response. What is
   * timed ends with the headers; the body is still to come.
   */
  fetch(endpoint: string, ...request: Parameters<typeof fetch>): Promise<Response>;
  /** Says how many calls are left, for clients that show no headers. Finite and not below 0. */
  rateLimit(endpoint: string, remaining: number): void;
}

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * Metrics of calls to a service of others: the same metrics for the same name.
 *
 * @param service Its name, as `stripe`.
 * @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT` for an empty name,
 *   `ACME_METRICS_INSTRUMENT_CONFLICT`.
 * @example
 * const github = externalApi('github');
 * const response = await github.fetch('GET /users/:id', `https://api.github.com/users/${id}`);
 * await github.track('search', () => octokit.rest.search.code({ q }));
 */
export function externalApi(service: string): ExternalApi {
  checkText('externalApi', 'the service', service);
  const duration = histogram('external_api_duration', {
    // As the automatic one has it, with which it is one family in classic names.
    help: 'Duration of HTTP client requests.',
    unit: 's',
    labels: ['service', 'endpoint', 'status_code'],
    buckets: SECONDS,
  });
  const remaining = gauge('external_api_rate_limit_remaining', {
    help: 'Calls that a service still takes in its present window.',
    labels: ['service', 'endpoint'],
  });

  const rateLimit = (endpoint: string, calls: number) => {
    if (acceptQuantity(calls)) remaining.set(calls, { service, endpoint });
  };

  const track = <R>(endpoint: string, call: () => R): Answer<R> => {
    const startedAt = monotonicSeconds();
    return runTimedCall('external_api_duration', (ended) =>
      observeCall(call, (outcome) => {
        ended();
        const seconds = monotonicSeconds() - startedAt;
        const told = outcome.failed ? outcome.error : outcome.value;
        const status = statusOf(told);
        duration.record(seconds, { service, endpoint, status_code: codeOf(outcome, status) });
        const left = remainingIn(told, status);
        if (left !== undefined) rateLimit(endpoint, left);
      }),
    );
  };

  return {
    track,
    fetch: (endpoint, ...request) => track(endpoint, () => fetch(...request)),
    rateLimit,
  };
}

function codeOf({ failed }: Outcome, status: number | undefined): string {
  if (status !== undefined) return String(status);
  return failed ? 'error' : 'ok';
}

function remainingIn(told: unknown, status: number | undefined): number | undefined {
  return attempt('observer_error', 'reading the rate limit of an answer', () =>
    remainingOf(status, headersOf(told)),
  );
}
