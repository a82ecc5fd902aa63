import { findProgram } from '../../scripts/demo/program.ts';
import { freePort, startApp } from './app-process.ts';

export interface Redis {
  readonly port: number;
  stop(): Promise<unknown>;
}

/** A Redis of the system that keeps nothing, on a free loopback port where none is given. */
export async function startRedis(givenPort?: number): Promise<Redis> {
  const command = findProgram('redis-server');
  if (command === undefined) throw new Error('redis-server is not installed');
  const port = givenPort ?? (await freePort());
  const flags = { port, bind: '127.0.0.1', save: '', appendonly: 'no' };
  const server = startApp({
    ...{ cwd: '/', command },
    args: Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]),
  });
  await server.printed(/Ready to accept connections/);
  return { port, stop: () => server.stop() };
}
