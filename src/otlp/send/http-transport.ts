import type { Agent, ClientRequest } from 'node:http';
import { createOtlpHttpExportDelegate } from '@opentelemetry/otlp-exporter-base/node-http';
import { DELIVERED, type Outcome } from '../outcome.ts';
import { type Destination, isSecure } from './destination.ts';
import { gzipped } from './gzip.ts';
import { describeNetworkError } from './network-error.ts';
import { createQuietAgent } from './quiet-agent.ts';
import { retryAfter } from './retry-after.ts';
import type { Transport } from './transport.ts';
import {
  type ExportResponse,
  innermostTransport,
  NO_COUNTS,
  NO_SERIALIZER,
  UNUSED,
  USER_AGENT,
} from './upstream-transport.ts';

const CONTENT_TYPES = {
  'http/protobuf': 'application/x-protobuf',
  'http/json': 'application/json',
} as const;

/** Sends by upstream's HTTP transport, through an agent of our own. */
export function createHttpTransport(destination: Destination): Transport {
  const { url, compression, credentials } = destination;
  const contentType = CONTENT_TYPES[destination.protocol as keyof typeof CONTENT_TYPES];
  const isZipped = compression === 'gzip';
  const headers = {
    ...destination.headers,
    'Content-Type': contentType,
    ...(isZipped && { 'Content-Encoding': 'gzip' }),
  };
  let agent: Agent | undefined;
  /** Each request has its own: one that is cut while its body is zipped may outlast the next one. */
  let current = { isCut: false };
  /** Of the response, as soon as its head is there: upstream does not pass on every one. */
  let status: number | undefined;

  function onRequest(request: ClientRequest): void {
    request.once('response', ({ statusCode }) => {
      status = statusCode;
    });
    if (current.isCut) request.destroy();
  }

  const delegate = createOtlpHttpExportDelegate(
    {
      ...{ url, compression: 'none', userAgent: USER_AGENT },
      headers: async () => ({ ...headers }),
      agentFactory() {
        agent = createQuietAgent({ isSecure: isSecure(url), credentials, onRequest });
        return agent;
      },
      ...UNUSED,
    },
    NO_SERIALIZER,
    'otlp_http_metric_exporter',
    NO_COUNTS,
    undefined,
  );
  const upstream = innermostTransport(delegate);

  return {
    async send(body, timeoutMs) {
      const own = { isCut: false };
      current = own;
      const content = isZipped ? await gzipped(body) : body;
      if (own.isCut) throw new Error('it was cut short');
      status = undefined;
      const response = await upstream.send(content, timeoutMs);
      return {
        outcome: outcomeOf(response, status),
        data: response.status === 'success' ? response.data : undefined,
      };
    },
    cut() {
      current.isCut = true;
      agent?.destroy();
    },
  };
}

function outcomeOf(response: ExportResponse, status: number | undefined): Outcome {
  // What was taken is taken, even if the rest of the response is lost or goes on and on.
  if (response.status === 'success' || isSuccess(status)) return DELIVERED;
  const isPassing = response.status === 'retryable';
  return {
    isDelivered: false,
    reason: status === undefined ? describeNetworkError(response.error) : describeAnswer(status),
    isPassing,
    retryAfterMs: isPassing ? retryAfter(response.retryInMillis) : undefined,
  };
}

/** In the words of the standard, since the answer's own may be anything. */
function describeAnswer(status: number): string {
  const { STATUS_CODES } = process.getBuiltinModule('node:http');
  return `answered ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status < 300;
}
