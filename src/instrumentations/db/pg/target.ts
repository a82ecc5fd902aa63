import type { Attributes } from '@opentelemetry/api';
import type { PgClient } from './driver.ts';

/** Where a client's operations go, as metric attributes. */
export function targetAttributes({ host, port, database }: PgClient): Attributes {
  return {
    'db.system.name': 'postgresql',
    ...(isText(database) && { 'db.namespace': database }),
    ...(isText(host) && { 'server.address': host }),
    // A port beside a Unix socket is only part of the socket's file name.
    ...(typeof port === 'number' && !isSocket(host) && { 'server.port': port }),
  };
}

/**
 * `server.address:server.port/db.namespace`, the conventions' name for a pool without one. Taken
 * from a client, which has resolved connection strings, PG* variables and defaults.
 */
export function poolName({ host, port, database }: PgClient): string {
  return `${text(host)}:${text(port)}/${text(database)}`;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isSocket(host: unknown): boolean {
  return isText(host) && host.startsWith('/');
}

function text(value: unknown): string {
  return isText(value) || typeof value === 'number' ? String(value) : 'unknown';
}
