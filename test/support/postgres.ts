import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { freePort } from './app-process.ts';
import { startServer } from './postgres-server.ts';
import { isAllRequired } from './requirement.ts';

/** What `new pg.Client(...)` and `new pg.Pool(...)` take. */
export interface PostgresSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A database server of its own on a free loopback port. */
export interface Postgres {
  readonly settings: PostgresSettings;
  /** `postgresql` is the real server; `pglite` is PostgreSQL in WebAssembly, one session for all. */
  readonly engine: 'postgresql' | 'pglite';
  stop(): Promise<void>;
}

const HOST = '127.0.0.1';
const USER = 'app';
const PASSWORD = 'app-password';
/** PGlite's server takes one connection by default and resets the others. */
const PGLITE_CONNECTIONS = 10;

/**
 * Starts a real PostgreSQL from the binaries in node_modules (half a second), or PGlite where they
 * can't run, which it says on stderr, or fails where the real one is required. PGlite can also be
 * asked for.
 */
export async function startPostgres(wanted: Postgres['engine'] = 'postgresql'): Promise<Postgres> {
  if (wanted === 'pglite') return startPglite();
  try {
    return await startReal();
  } catch (error) {
    if (isAllRequired()) throw error;
    console.error(`PostgreSQL's binaries do not run here (${error}): PGlite stands in.`);
    return startPglite();
  }
}

async function startReal(): Promise<Postgres> {
  const settings = { ...(await freeSettings()), database: 'postgres' };
  const server = await startServer(settings);
  return {
    settings,
    engine: 'postgresql',
    async stop() {
      // A server that has died before has no clients either.
      const { default: pg } = await import('pg');
      await withoutClients(new pg.Client(settings)).catch(() => {});
      await server.stop();
    },
  };
}

/**
 * Waits until nobody else is connected, for two seconds at most: `pool.end` does not wait for its
 * last connection to be closed, and one that the server ends is an error that nobody hears.
 */
async function withoutClients(client: Client): Promise<void> {
  await client.connect();
  for (let tries = 0; tries < 100; tries++) {
    const { rows } = await client.query(`SELECT count(*)::int AS others FROM pg_stat_activity
      WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`);
    if (rows[0].others === 0) break;
    await sleep(20);
  }
  await client.end();
}

async function startPglite(): Promise<Postgres> {
  const { PGlite } = await import('@electric-sql/pglite');
  const { PGLiteSocketServer } = await import('@electric-sql/pglite-socket');
  const settings = { ...(await freeSettings()), user: 'postgres', database: 'postgres' };
  const db = await PGlite.create();
  const server = new PGLiteSocketServer({
    db,
    host: HOST,
    port: settings.port,
    maxConnections: PGLITE_CONNECTIONS,
  });
  await server.start();
  return {
    settings,
    engine: 'pglite',
    async stop() {
      await server.stop();
      await db.close();
    },
  };
}

async function freeSettings(): Promise<Omit<PostgresSettings, 'database'>> {
  return { host: HOST, port: await freePort(), user: USER, password: PASSWORD };
}
