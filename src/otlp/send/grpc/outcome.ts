import { type Failed, failed } from '../../outcome.ts';
import { describeNetworkError } from '../network-error.ts';
import { retryAfter } from '../retry-after.ts';
import { retryDelay } from './retry-info.ts';

/** By their codes. */
const STATUSES = [
  ...['OK', 'CANCELLED', 'UNKNOWN', 'INVALID_ARGUMENT', 'DEADLINE_EXCEEDED', 'NOT_FOUND'],
  ...['ALREADY_EXISTS', 'PERMISSION_DENIED', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION'],
  ...['ABORTED', 'OUT_OF_RANGE', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'],
  'UNAUTHENTICATED',
];

/** After which the same may be taken later (OTLP specification, OTLP/gRPC response, failures). */
const PASSING = [
  ...['CANCELLED', 'DEADLINE_EXCEEDED', 'ABORTED', 'OUT_OF_RANGE', 'UNAVAILABLE', 'DATA_LOSS'],
];
/** Only where it says when. */
const PASSING_WITH_DELAY = 'RESOURCE_EXHAUSTED';

/** What gRPC's text of a connection that was not made has of Node's error. */
const NETWORK_CODE =
  /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/;
/** Beginnings of its other texts where nobody answered, in our words. The first that fits counts. */
const UNANSWERED: readonly (readonly [RegExp, string])[] = [
  [/^Name resolution failed/, 'the host was not looked up'],
  [/^No connection established.* certificate/, 'certificate not accepted'],
  [/^No connection established.* Protocol error/, 'no answer in gRPC'],
  [/^No connection established/, 'no connection'],
  [/^Connection dropped/, 'connection lost'],
];

/** What upstream's gRPC transport fails with. */
interface ServiceError {
  readonly code?: unknown;
  readonly details?: unknown;
  readonly metadata?: { get(key: string): readonly unknown[] };
}

/** How a call ended that failed. Its details may be anything that the collector says: they are not told. */
export function outcomeOfGrpc(error: unknown): Failed {
  const { code, details, metadata } = Object(error) as ServiceError;
  const status = typeof code === 'number' ? STATUSES[code] : undefined;
  if (status === undefined) return failed(describeNetworkError(error));
  const delay = retryDelay(metadata?.get('grpc-status-details-bin')[0]);
  return {
    isDelivered: false,
    reason: describeUnanswered(String(details)) ?? `answered ${status}`,
    isPassing: PASSING.includes(status) || (status === PASSING_WITH_DELAY && delay !== undefined),
    retryAfterMs: retryAfter(delay),
  };
}

function describeUnanswered(details: string): string | undefined {
  const [code] = NETWORK_CODE.exec(details) ?? [];
  if (code !== undefined) return describeNetworkError({ code });
  return UNANSWERED.find(([text]) => text.test(details))?.[1];
}
