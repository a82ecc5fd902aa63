import { join } from 'node:path';
import type { Postgres, PostgresSettings } from '../../test/support/postgres.ts';
import { ManagedProcess } from './managed-process.ts';
import { REPOSITORY } from './package-build.ts';

export interface Database {
  readonly process: ManagedProcess;
  /** Which server it is and where, for people. */
  readonly description: string;
  /** The variables that every PostgreSQL client reads. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a PostgreSQL server on a free port and waits until it takes connections. */
export async function startDatabase(signal: AbortSignal): Promise<Database> {
  const child = new ManagedProcess({
    name: 'PostgreSQL',
    file: process.execPath,
    args: [join(import.meta.dirname, 'database-process.ts')],
    cwd: REPOSITORY,
    env: process.env,
  });
  const said = () => /^\{.*\}$/m.exec(child.output)?.[0];
  await child.startedWhen(() => said() !== undefined, signal);
  const { engine, settings } = JSON.parse(said() ?? '') as Pick<Postgres, 'engine' | 'settings'>;
  const where = `${settings.host}:${settings.port}`;
  const description = engine === 'pglite' ? `${where} (PGlite stands in)` : where;
  return { process: child, description, env: environmentOf(settings) };
}

/** `PGHOST` and its sisters. */
export function environmentOf(settings: PostgresSettings): Readonly<Record<string, string>> {
  return {
    PGHOST: settings.host,
    PGPORT: String(settings.port),
    PGUSER: settings.user,
    PGPASSWORD: settings.password,
    PGDATABASE: settings.database,
  };
}
