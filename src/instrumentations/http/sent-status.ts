import type { ServerResponse } from 'node:http';

/** Node's own text of what it sent: nothing public tells. The same in Node 22 to 26. */
interface SentResponse extends ServerResponse {
  readonly _header?: unknown;
}

const STATUS_START = 'HTTP/1.1 '.length;

/** Node's phrase for every status that has none of its own: it tells nothing. */
const NO_PHRASE = 'unknown';
/** Reason phrases, by the status with which they were sent. */
const phrases: (string | undefined)[] = [];

/**
 * The status that a response was sent with: an app may set `statusCode` after that. The phrase is
 * set together with the status line, so it shows whether `statusCode` still fits; to look into the
 * header each time would cost ten times as much. For responses whose headers were sent.
 */
export function sentStatus(response: SentResponse): number {
  const { statusCode, statusMessage, _header: header } = response;
  if (phrases[statusCode] === statusMessage || typeof header !== 'string') return statusCode;
  const sent = Number(header.slice(STATUS_START, STATUS_START + 3)) || statusCode;
  if (sent === statusCode && statusMessage !== NO_PHRASE) phrases[statusCode] = statusMessage;
  return sent;
}
