import { GLANCE_HEADER } from '../server/glance-header.ts';
import { legible } from './legible.ts';

export interface Asked {
  readonly status: number;
  readonly text: string;
  readonly contentType: string;
  /** Of the server's clock; absent where it says nothing that is a time. */
  readonly dateMs?: number | undefined;
  /** Of this machine, between question and answer. */
  readonly middleMs: number;
  readonly seconds: number;
}

/** Nobody answered, or nothing that ends. */
export interface Unanswered {
  readonly why: string;
  /** The system's, or a word of ours: `timeout`, `too-large`, `redirect`. */
  readonly code: string;
}

export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST';
  readonly body?: Uint8Array<ArrayBuffer> | string;
  readonly signal: AbortSignal;
}

const ANSWER_MS = 10_000;
const MOST_BYTES = 64 * 1024 * 1024;

/**
 * Asks once, with the URL's user and password where it has any. Never rejects: what went wrong is an
 * answer, too.
 */
export async function ask(url: string, options: AskOptions): Promise<Asked | Unanswered> {
  const timeout = AbortSignal.timeout(ANSWER_MS);
  const signal = AbortSignal.any([options.signal, timeout]);
  const startedMs = Date.now();
  const started = performance.now();
  try {
    const { method = 'GET', body = null } = options;
    const { bare, headers } = withoutUser(url);
    const response = await fetch(bare, {
      ...{ method, body, signal, redirect: 'manual' },
      headers: { [GLANCE_HEADER]: 'true', ...headers, ...options.headers },
    });
    const middleMs = (startedMs + Date.now()) / 2;
    const text = await readBody(response);
    if (text === undefined) {
      return { why: 'the answer is larger than 64 MiB and was left at that', code: 'too-large' };
    }
    const dateMs = Date.parse(response.headers.get('date') ?? '');
    return {
      ...{ status: response.status, text, middleMs },
      contentType: response.headers.get('content-type') ?? '',
      seconds: (performance.now() - started) / 1000,
      ...(Number.isFinite(dateMs) && { dateMs }),
    };
  } catch (error) {
    return timeout.aborted
      ? { why: 'no whole answer came within 10 s', code: 'timeout' }
      : explain(error);
  }
}

export function isAnswered(answer: Asked | Unanswered): answer is Asked {
  return 'status' in answer;
}

/** The JSON that was answered with a status of success; `undefined` for everything else. */
export function jsonOf(answer: Asked | Unanswered): unknown {
  if (!isAnswered(answer) || answer.status >= 300) return undefined;
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

/** A URL with a user is refused by fetch, whose error would say the password. */
function withoutUser(text: string): {
  readonly bare: URL;
  readonly headers: Readonly<Record<string, string>>;
} {
  const url = new URL(text);
  const { username, password } = url;
  if (username === '' && password === '') return { bare: url, headers: {} };
  url.username = '';
  url.password = '';
  const plain = `${decoded(username)}:${decoded(password)}`;
  return {
    bare: url,
    headers: { authorization: `Basic ${Buffer.from(plain).toString('base64')}` },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** `undefined` where it is too large. */
async function readBody({ body }: Response): Promise<string | undefined> {
  if (body === null) return '';
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > MOST_BYTES) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was closed before an answer',
  UND_ERR_SOCKET: 'the connection was closed before an answer',
  ENOTFOUND: 'the host name is not known here',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to the network',
  ETIMEDOUT: 'the host does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'the host does not answer',
  EPROTO: 'it does not speak TLS: use http://',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS: use http://',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'it does not speak TLS: use http://',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is its own: NODE_EXTRA_CA_CERTS can name it',
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate's issuer is not trusted: see NODE_EXTRA_CA_CERTS",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate's issuer is not trusted: see NODE_EXTRA_CA_CERTS",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate's issuer is not trusted: see NODE_EXTRA_CA_CERTS",
};

/** The reason is often the cause of a cause. */
function explain(error: unknown): Unanswered {
  const codes = causesOf(error).map((cause) => `${(cause as { code?: unknown }).code ?? ''}`);
  const code = codes.find((one) => one in REASONS) ?? codes.find(Boolean) ?? 'unknown';
  const known = REASONS[code];
  if (known !== undefined) return { why: known, code };
  if (code.startsWith('HPE_')) return { why: 'what it answers is no HTTP', code };
  if (causesOf(error).some(({ message }) => message === 'bad port')) {
    return { why: 'clients of HTTP refuse to use this port', code: 'bad-port' };
  }
  const messages = causesOf(error).map(({ message }) => message);
  return { why: legible(messages.at(-1) ?? String(error)).slice(0, 200), code };
}

const DEEPEST = 5;

function causesOf(error: unknown): readonly Error[] {
  const causes: Error[] = [];
  let cause = error;
  while (cause instanceof Error && causes.length < DEEPEST) {
    causes.push(cause);
    const inner = cause instanceof AggregateError ? cause.errors[0] : undefined;
    cause = inner ?? cause.cause;
  }
  return causes;
}
