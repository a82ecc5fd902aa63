import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cleanEnv, runApp } from '../support/app-process.ts';

const ROOT = join(import.meta.dirname, '../..');
const INSTALL_AND_RUN_MS = 300_000;

/** Where the system's own Node and npm are found: not the pinned one of this run. */
function systemPath(): string {
  const folders = (process.env['PATH'] ?? '').split(':');
  return folders.filter((folder) => !folder.includes('node_modules')).join(':');
}

describe('a fresh clone with nothing installed', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'otel-metrics-clone-'));
    execFileSync('git', ['clone', '--quiet', ROOT, folder], { env: cleanEnv() });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'runs the demo by its one command',
    async () => {
      const demo = await runApp({
        cwd: folder,
        command: 'npm',
        args: ['run', 'demo', '--', '--seconds', '20'],
        env: { PATH: systemPath() },
      });
      expect(demo.stdout).toContain('Every expected metric is there.');
      expect(demo.code).toBe(0);
      const status = execFileSync('git', ['status', '--porcelain'], { cwd: folder });
      expect(status.toString()).toBe('');
    },
    INSTALL_AND_RUN_MS,
  );
});
