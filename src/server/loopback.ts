import { isIPv4 } from 'node:net';

/** Whether an IP address reaches this machine only: 127.0.0.0/8, also mapped to IPv6, and ::1. */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  const unmapped = address.toLowerCase().replace(/^::ffff:/, '');
  return unmapped === '::1' || (isIPv4(unmapped) && unmapped.startsWith('127.'));
}

/** `localhost` and the names below it are loopback by definition (RFC 6761, 6.3). */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost') || isLoopbackAddress(name);
}
