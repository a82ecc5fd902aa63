import { MetricsError } from '../../foundation/errors.ts';
import { isNewInRequest } from '../../pipeline/counted-errors.ts';
import { business } from '../business.ts';
import { statusOfFailure } from '../calls/http-status.ts';
import { countError } from './errors.ts';
import { severityOfStatus } from './severity.ts';

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

/** Requests whose user's action is counted: one may fail several times. */
const acted = new WeakSet<object>();

const METHOD = /^[A-Z][A-Z-]{0,31}$/;
const OTHER_METHOD = '_OTHER';
const NO_ROUTE = 'unmatched';

/** Counts an error once for its request, and with the first one what its user did. */
export function countFailedRequest(failed: FailedRequest): void {
  const { request, error, method, route, component } = failed;
  const severity = severityOfStatus(statusOfFailure(error, failed.responseStatus));
  countError(error, { severity, component }, () => isNewInRequest(error, request));
  if (acted.has(request)) return;
  acted.add(request);
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
