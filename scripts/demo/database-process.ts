import { startPostgres } from '../../test/support/postgres.ts';

// Runs as a process of its own: PGlite computes on the thread that hosts it.

const starting = startPostgres();
process.once('SIGTERM', async () => {
  const postgres = await starting;
  await postgres.stop();
  process.exit();
});

const { engine, settings } = await starting;
console.log(JSON.stringify({ engine, settings }));
