/**
 * Anything before the `@`, a domain with a dot behind it that ends in letters; but no version, as in
 * `package@1.2.3-beta.one`.
 */
const EMAIL = /[^\s@/]@(?!v?[0-9]+\.[0-9]+\.[0-9])(?:[^\s@/:,;.]+\.)+[^\s@/:,;.0-9]{2}/;
/** A password in a URL, whatever its host is. */
const URL_PASSWORD = /:\/\/[^\s/:@]*:[^\s/@]+@/;

const BYTE = '(?:25[0-5]|2[0-4][0-9]|[01]?[0-9]?[0-9])';
/** Four bytes; five numbers are none, `v1.2.3.4` is a version, and so is 120.0.0.0 in browsers. */
const IPV4 = new RegExp(
  `(?<![0-9.vV])(?![0-9]+\\.0\\.0\\.0(?![0-9]))${BYTE}(?:\\.${BYTE}){3}(?!\\.?[0-9])`,
);
const HARDWARE =
  /(?<![0-9a-z:-])[0-9a-f]{2}(?:([:-])[0-9a-f]{2})(?:\1[0-9a-f]{2}){4}(?![0-9a-z:-])/i;

/** What may be an IPv6 address, without brackets and zone. */
const COLONS = /(?<![0-9a-z])[0-9a-f:]*:[0-9a-f:]*(?![0-9a-z])/gi;
/** Prefixes have three digits or four, but for `::`; two may be a name, as in `db::1`. */
const IPV6_BEGIN = /^(?:::|[0-9a-f]{3,4}:|(?:[0-9a-f]{1,4}:){7})/i;

export function hasEmail(text: string): boolean {
  return EMAIL.test(text);
}

export function hasUrlPassword(text: string): boolean {
  return URL_PASSWORD.test(text);
}

/** Addresses of the Internet, and those of network cards. */
export function hasNetworkAddress(text: string): boolean {
  return IPV4.test(text) || HARDWARE.test(text) || (text.match(COLONS)?.some(isIPv6) ?? false);
}

function isIPv6(candidate: string): boolean {
  // As in `::1: no route`.
  const address = candidate.replace(/(?<!:):$/, '');
  return (
    /[0-9]/.test(address) &&
    IPV6_BEGIN.test(address) &&
    process.getBuiltinModule('node:net').isIPv6(address)
  );
}
