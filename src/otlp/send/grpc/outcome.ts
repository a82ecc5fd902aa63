import { type Failed, noAnswerWithin } from '../../outcome.ts';
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
const PASSING = ['CANCELLED', 'ABORTED', 'OUT_OF_RANGE', 'UNAVAILABLE', 'DATA_LOSS'];
/** Only where it says when. */
const PASSING_WITH_DELAY = 'RESOURCE_EXHAUSTED';

/** What gRPC's text of a connection that was not made has of Node's error. */
const NETWORK_CODE =
  /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)\b/;

/** What upstream's gRPC transport fails with. */
interface ServiceError {
  readonly code?: unknown;
  readonly details?: unknown;
  readonly metadata?: { get(key: string): readonly unknown[] };
}

/** How a call ended that failed. Its details may be anything that the collector says: they are not told. */
export function outcomeOfGrpc(error: unknown, timeoutMs: number): Failed {
  const { code, details, metadata } = Object(error) as ServiceError;
  const status = typeof code === 'number' ? STATUSES[code] : undefined;
  if (status === 'DEADLINE_EXCEEDED') return noAnswerWithin(timeoutMs);
  if (status === undefined) {
    return { isDelivered: false, reason: describeNetworkError(error), isPassing: false };
  }
  const [networkCode] = NETWORK_CODE.exec(String(details)) ?? [];
  const delay = retryDelay(metadata?.get('grpc-status-details-bin')[0]);
  return {
    isDelivered: false,
    reason: networkCode ? describeNetworkError({ code: networkCode }) : `answered ${status}`,
    isPassing: PASSING.includes(status) || (status === PASSING_WITH_DELAY && delay !== undefined),
    retryAfterMs: retryAfter(delay),
  };
}
