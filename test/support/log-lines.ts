import { vi } from 'vitest';

/** What was written to stderr's descriptor, where `keepLines` stands between. */
export const logLines: string[] = [];

/**
 * Node's `fs`, but for what goes to stderr, for tests of what the log says:
 * `vi.mock(import('node:fs'), async (original) => keepLines(await original()))`, with this module
 * imported in there.
 */
export function keepLines(fs: typeof import('node:fs')): typeof import('node:fs') {
  const record = (fd: number, text: string) =>
    fd === 2 ? logLines.push(text) : fs.writeSync(fd, text);
  return { ...fs, writeSync: vi.fn(record) as never };
}
