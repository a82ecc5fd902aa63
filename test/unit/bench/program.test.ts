import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Bench } from '../../bench/harness/bench.ts';
import { Program } from '../../bench/harness/program.ts';

const PROGRAMS = join(import.meta.dirname, '../../bench/programs');

/** A folder with one program, and what runs it. */
function benchWith(source: string): { bench: Bench; interruption: AbortController } {
  const folder = mkdtempSync(join(tmpdir(), 'bench-program-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'programs'));
  cpSync(join(PROGRAMS, 'control.cjs'), join(folder, 'programs/control.cjs'));
  writeFileSync(join(folder, 'programs/main.cjs'), source);
  const interruption = new AbortController();
  const bench: Bench = {
    project: { folder, tarball: '', version: () => '', [Symbol.dispose]: () => {} },
    cores: { pinned: false, onMeasuredCore: (command) => command },
    quick: true,
    signal: interruption.signal,
    progress: () => {},
  };
  return { bench, interruption };
}

const ANSWERING = `require('./control.cjs').serve({
  pid: () => process.pid,
  add: ({ a, b }) => a + b,
  fail: () => { throw new Error('no such thing'); },
  crash: () => { console.error('last words'); process.exit(3); },
});`;

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test('a program answers, and is gone when it is disposed of', async () => {
  const { bench } = benchWith(ANSWERING);
  const program = new Program(bench, { file: 'main.cjs' });
  expect(await program.ask('add', { a: 2, b: 3 })).toBe(5);
  const pid = await program.ask<number>('pid');
  await program[Symbol.asyncDispose]();
  expect(isAlive(pid)).toBe(false);
});

test('what a command throws is thrown', async () => {
  await using program = new Program(benchWith(ANSWERING).bench, { file: 'main.cjs' });
  await expect(program.ask('fail')).rejects.toThrow('no such thing');
});

test('a program that ends says how, with its last words, to every later command too', async () => {
  await using program = new Program(benchWith(ANSWERING).bench, { file: 'main.cjs' });
  await expect(program.ask('crash')).rejects.toThrow(/ended \(exit code 3\)\nlast words/);
  await expect(program.ask('add')).rejects.toThrow('ended (exit code 3)');
});

test('an interruption kills the program', async () => {
  const { bench, interruption } = benchWith(ANSWERING);
  await using program = new Program(bench, { file: 'main.cjs' });
  const pid = await program.ask<number>('pid');
  interruption.abort();
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
  await expect(program.ask('add')).rejects.toThrow('ended');
});
