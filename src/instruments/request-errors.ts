import { MetricsError } from '../foundation/errors.ts';
import { business } from './business.ts';
import { errors } from './errors.ts';
import { severityOfStatus, statusOfFailure } from './severity.ts';

export interface ErrorMetricsOptions {
  /** The label `component` of the errors. Default: the name of the framework. */
  readonly component?: string | undefined;
}

/** A request that ended in an error, as its framework says it. */
export interface FailedRequest {
  /** Tells one request from another. */
  readonly request: object;
  readonly error: unknown;
  /** Of the response so far. */
  readonly responseStatus: unknown;
  readonly method: unknown;
  /** The template, as far as there is one. */
  readonly route: unknown;
  readonly component: string;
}

/** The last error of a request: it may pass several hooks, also as a text. */
const lastErrors = new WeakMap<object, unknown>();

const METHOD = /^[A-Z][A-Z-]{0,31}$/;
const OTHER_METHOD = '_OTHER';
const NO_ROUTE = 'unmatched';

/** Counts an error, and with the first one of a request what its user did. */
export function countFailedRequest(failed: FailedRequest): void {
  const { request, error, method, route, component } = failed;
  const isFirst = !lastErrors.has(request);
  if (!isFirst && Object.is(lastErrors.get(request), error)) return;
  lastErrors.set(request, error);
  const severity = severityOfStatus(statusOfFailure(error, failed.responseStatus));
  errors.record(error, { severity, component });
  if (isFirst)
    business.userActions.add(1, { action: actionOf(method), endpoint: endpointOf(route) });
}

/** @throws MetricsError `ACME_METRICS_INVALID_OPTION`. */
export function componentOf(options: unknown, framework: string): string {
  const { component = framework } = (options ?? {}) as { readonly component?: unknown };
  if (typeof component === 'string' && component !== '') return component;
  throw new MetricsError(
    'ACME_METRICS_INVALID_OPTION',
    `error metrics of ${framework}: component has to be a text that is not empty`,
  );
}

/** An app may let its users say another method, which can be any text then. */
function actionOf(method: unknown): string {
  return typeof method === 'string' && METHOD.test(method) ? method : OTHER_METHOD;
}

function endpointOf(route: unknown): string {
  return typeof route === 'string' && route !== '' ? route : NO_ROUTE;
}
