/** Codes of Node's and of OpenSSL's, in words. The first pattern that fits counts. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^ECONNREFUSED$/, 'connection refused'],
  [/^(ECONNRESET|EPIPE|ECONNABORTED)$/, 'connection lost'],
  [/^ENOTFOUND$/, 'no such host'],
  [/^EAI_/, 'the host was not looked up'],
  [/^ETIMEDOUT$/, 'no connection in time'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'host out of reach'],
  [/_ALERT_.*(CERTIFICATE|UNKNOWN_CA)/, 'client certificate missing or not accepted'],
  [/CERT|SELF_SIGNED|UNABLE_TO_|^ERR_TLS_/, 'certificate not accepted'],
  [/^(ERR_SSL_|ERR_OSSL_|EPROTO)/, 'no TLS connection'],
  [/^HPE_/, 'no answer in HTTP'],
];

/** What can be a code, so that nothing else gets into the text. */
const CODE = /^[A-Z][A-Z0-9_]{2,60}$/;

/**
 * Why a request failed, for people. Without the message of the error: that may have parts of the URL,
 * of headers, or of what was received.
 */
export function describeNetworkError(error: unknown): string {
  const { code, name } = Object(error) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string' && CODE.test(code)) return describeCode(code);
  return `it failed with ${typeof name === 'string' ? name : 'an unknown error'}`;
}

function describeCode(code: string): string {
  const [, words = 'it failed'] = WORDS.find(([pattern]) => pattern.test(code)) ?? [];
  return `${words} (${code})`;
}
