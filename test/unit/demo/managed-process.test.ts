import { expect, test } from 'vitest';
import { ManagedProcess } from '../../../scripts/demo/managed-process.ts';

function start(script: string): ManagedProcess {
  return new ManagedProcess({
    name: 'the child',
    file: process.execPath,
    args: ['-e', script],
    cwd: import.meta.dirname,
    env: process.env,
  });
}

const RUNS = "console.log('ready'); setInterval(() => {}, 1000)";
const PATIENCE = new AbortController().signal;

test('is ready when it says so, and ends when it is disposed of', async () => {
  const child = start(RUNS);
  await child.startedWhen(() => child.output === 'ready', PATIENCE);
  expect(() => child.assertRunning()).not.toThrow();
  await child[Symbol.asyncDispose]();
  expect(() => child.assertRunning()).toThrow('the child ended (SIGTERM)');
});

test('a child that ends before it is ready is explained by its last lines', async () => {
  const child = start("console.error('no such table'); process.exit(3)");
  await expect(child.startedWhen(() => false, PATIENCE)).rejects.toThrow(
    'the child ended (exit code 3)\nno such table',
  );
});

test('a program that is not there is explained', async () => {
  const child = new ManagedProcess({
    name: 'the child',
    file: '/no/such/program',
    args: [],
    cwd: import.meta.dirname,
    env: {},
  });
  await expect(child.startedWhen(() => false, PATIENCE)).rejects.toThrow(
    'the child ended (spawn /no/such/program ENOENT)',
  );
});

test('an interruption while it starts stops it', async () => {
  const child = start(RUNS);
  const interruption = new AbortController();
  const started = child.startedWhen(() => {
    interruption.abort();
    return false;
  }, interruption.signal);
  await expect(started).rejects.toThrow('aborted');
  expect(() => child.assertRunning()).toThrow('the child ended (SIGTERM)');
});
